#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables and the administrator. Run again, it finds them.
set -eu

mkdir -p /data/uploads/pictogram /data/proxy-cache
sh hooks/migrate.sh
exec /opt/app/bin/python hooks/set_up.py
