#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs Redmine's own tasks.
set -eu

cd /usr/share/redmine
exec bundle exec rake "$@"
