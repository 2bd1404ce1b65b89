#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to the version of the code.
set -eu

sh /package/hooks/bundle.sh
exec sh /package/hooks/rake.sh db:migrate redmine:plugins:migrate
