#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the accounts, and lets SOGo make its tables with one process: several would get in each other's way. May run again
# after an interruption: it begins with an empty database.
set -eu
[ ! -e /data/installed ] || exit 0

PGOPTIONS='--client-min-messages=warning' psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null \
  --command='DROP SCHEMA public CASCADE' --command='CREATE SCHEMA public'
perl /package/hooks/account.pl create

sh /package/hooks/sogod.sh 1 &
first=$!
trap 'kill $first 2>/dev/null || true' EXIT
made=
for _ in $(seq 60); do
  sleep 1
  made=$(psql --no-psqlrc --tuples-only --no-align --command="SELECT to_regclass('sogo_sessions_folder')")
  [ -z "$made" ] || break
done
[ -n "$made" ] || { echo 'SOGo did not make its tables' >&2; exit 1; }
kill $first
wait $first || true
touch /data/installed
