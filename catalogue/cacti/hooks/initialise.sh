#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables from Debian's own file, sets the administrator's password and first settings, and loads the templates
# that come along. The database's password stands in a file of this run only. May run again after an interruption: it
# begins with an empty database.
set -eu
umask 077
[ ! -e /data/installed ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A socket needs no TLS, which servers of Debian 12 do not speak by themselves and newer clients insist on.
printf '[client]\nskip-ssl\nsocket="%s"\nuser="%s"\npassword="%s"\n' \
  "$DATABASE_SOCKET" "$DATABASE_USER" "$DATABASE_WORD" > "$work/client.cnf"

php hooks/empty-database.php
mariadb --defaults-file="$work/client.cnf" "$DATABASE_NAME" < /usr/share/cacti/conf_templates/cacti.sql
php hooks/first-settings.php

for template in /usr/share/cacti/site/install/templates/*.xml.gz; do
  php /usr/share/cacti/cli/import_package.php --filename="$template" > "$work/import.log" 2>&1 ||
    { cat "$work/import.log" >&2; exit 1; }
done
php /usr/share/cacti/cli/rebuild_poller_cache.php > /dev/null
touch /data/installed
