#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The running program reads the file again within a second or two; the last line waits for that.
set -eu
umask 077
. /package/hooks/password.sh
salt=$(openssl rand -base64 16)
printf 'user.%s = %s, admin\n' "$ADMIN_USERNAME" "$(hash_with "$salt")" > "$FILE.new"
mv "$FILE.new" "$FILE"
sleep 4
