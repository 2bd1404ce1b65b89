#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
. /package/hooks/password.sh
kept=$(sed -n "s/^user\.$ADMIN_USERNAME = \(.*\), admin\$/\1/p" "$FILE")
salt=$(printf '%s' "$kept" | cut -d'$' -f5)
[ -n "$kept" ] && [ "$kept" = "$(hash_with "$salt")" ]
