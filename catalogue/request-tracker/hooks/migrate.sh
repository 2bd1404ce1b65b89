#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to the version of the code, with Request Tracker's own steps, when they are older.
set -eu

from=$(cat /data/version)
to=$(sh /package/hooks/version.sh)
[ "$from" != "$to" ] || exit 0
rt-setup-database-5 --action upgrade --force --skip-create --upgrade-from "$from" --upgrade-to "$to"
printf '%s\n' "$to" > /data/version.new
mv /data/version.new /data/version
