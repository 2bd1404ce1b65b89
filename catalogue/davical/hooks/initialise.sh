#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables and the first account. Its own script for this makes database users too, which the host does here. May
# run again after an interruption: it begins with an empty database.
set -eu
[ ! -e /data/installed ] || exit 0

davical=/usr/share/davical/dba
awl=/usr/share/awl/dba
export PGOPTIONS='--client-min-messages=warning'
load() {
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null "$@"
}
load --command='DROP SCHEMA public CASCADE' --command='CREATE SCHEMA public'
load --file="$awl/awl-tables.sql"
load --file="$awl/schema-management.sql"
load --file="$davical/davical.sql"
sh /package/hooks/update-database.sh --nopatch
load --file="$davical/base-data.sql"
php /package/hooks/set-account.php
touch /data/installed
