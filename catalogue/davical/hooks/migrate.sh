#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

exec sh /package/hooks/update-database.sh
