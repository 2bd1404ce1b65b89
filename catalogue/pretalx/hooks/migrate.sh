#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to this version; pretalx's own files are gathered first, since its start asks for them.
set -eu

/opt/app/bin/python hooks/gather_files.py
exec /opt/app/bin/python -m pretalx migrate --noinput
