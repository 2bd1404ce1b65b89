#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs a script of this package inside Redmine.
set -eu

script="/package/$1"
# Not in a backup: on the server where one is brought back, this runs before the first start.
[ -f "$BUNDLE_GEMFILE.lock" ] || sh /package/hooks/bundle.sh
cd /usr/share/redmine
exec bundle exec rails runner "$script"
