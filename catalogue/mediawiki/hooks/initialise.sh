#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables and the first account. Passwords stand in files of this run only, never in a command line. The
# settings that the installer writes are thrown away: those of the package count. May run again after an interruption:
# the installer takes tables that are half made for a whole wiki, so it begins with none.
set -eu
umask 077
[ ! -e /data/installed ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s' "$ADMIN_PASSWORD" > "$work/admin"
printf '%s' "$DATABASE_PASSWORD" > "$work/database"
mkdir -p /data/images /data/cache
run=/usr/share/mediawiki/maintenance/run.php

php hooks/empty-database.php
MW_CONFIG_FILE="$work/none.php" php "$run" install \
  --dbtype mysql --dbserver "localhost:$DATABASE_SOCKET" --dbname "$DATABASE_NAME" --dbuser "$DATABASE_USER" \
  --dbpassfile "$work/database" --server "$WIKI_URL" --scriptpath '' --lang "$WIKI_LANGUAGE" \
  --passfile "$work/admin" --confpath "$work" "$WIKI_TITLE" "$ADMIN_USERNAME"
# Tables of the extensions that the package's settings name.
php "$run" update --quick
touch /data/installed
