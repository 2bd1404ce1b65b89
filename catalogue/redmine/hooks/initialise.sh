#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables, the first states and roles, the settings and the administrator's password. Run again, it finds them.
set -eu

sh /package/hooks/migrate.sh
cd /usr/share/redmine
exec bundle exec rails runner /package/hooks/set-up.rb
