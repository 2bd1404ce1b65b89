#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables, the administrator and the organiser. Run again, it finds them.
set -eu

sh hooks/migrate.sh
exec /opt/app/bin/python hooks/set_up.py
