#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# DAViCal's own step that brings functions and views (and without --nopatch the tables) to the version of the code.
set -eu

# It puts the last two into statements as they are; names of accounts here have a hyphen.
exec /usr/share/davical/dba/update-davical-database --dbname "$PGDATABASE" --dbhost "$PGHOST" --dbuser "$PGUSER" \
  --appuser "\"$PGUSER\"" --owner "\"$PGUSER\"" "$@"
