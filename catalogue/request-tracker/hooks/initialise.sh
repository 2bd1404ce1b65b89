#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables and the first account, with Request Tracker's own program. May run again after an interruption: it
# begins with an empty database.
set -eu
[ ! -e /data/version ] || exit 0

export PGOPTIONS='--client-min-messages=warning'
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null \
  --command='DROP SCHEMA public CASCADE' --command='CREATE SCHEMA public'
set_up() {
  rt-setup-database-5 --skip-create --force "$@" >/dev/null
}
set_up --action schema
set_up --action coredata
set_up --action insert --datafile /usr/share/request-tracker5/etc/initialdata
perl /package/hooks/account.pl set
sh /package/hooks/version.sh > /data/version.new
mv /data/version.new /data/version
