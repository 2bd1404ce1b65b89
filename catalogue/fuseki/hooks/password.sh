# SPDX-License-Identifier: AGPL-3.0-or-later
# Read by the two others. The hash of a password with a salt (base64), as Shiro reads it: $shiro1$SHA-256$1$salt$hash.
# One round is enough for what a machine drew from 62^24.
FILE=/data/access/users.properties

hash_with() {
  sum=$( { printf '%s' "$1" | openssl base64 -d -A && printf '%s' "$ADMIN_PASSWORD"; } |
    openssl dgst -sha256 -binary | openssl base64 -A)
  printf '$shiro1$SHA-256$1$%s$%s' "$1" "$sum"
}
