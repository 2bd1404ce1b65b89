#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Sets the administrator's password while Miniflux runs. Its own command asks for one at a terminal only, so a second
# Miniflux is started beside it for a moment, on a socket of its own and without looking at feeds: it makes a helper
# account, which sets the password through Miniflux's interface and is deleted again by the administrator. Passwords stand in files of this
# run only, never in a command line.
set -eu
umask 077

work=$(mktemp -d)
miniflux_pid=
trap '[ -z "$miniflux_pid" ] || kill "$miniflux_pid" 2>/dev/null || true; rm -rf "$work"' EXIT
helper="hop3-reset-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
helper_password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
CREATE_ADMIN=1 ADMIN_USERNAME="$helper" ADMIN_PASSWORD="$helper_password" LISTEN_ADDR="$work/socket" \
  RUN_MIGRATIONS=0 DISABLE_SCHEDULER_SERVICE=1 miniflux &
miniflux_pid=$!

# Their alphabets need no quoting.
printf 'user = "%s:%s"\n' "$helper" "$helper_password" > "$work/helper"
printf 'user = "%s:%s"\n' "$ADMIN_USERNAME" "$ADMIN_PASSWORD" > "$work/admin"
printf '{"password":"%s"}' "$ADMIN_PASSWORD" > "$work/password"
as() {
  who=$1
  shift
  curl --silent --show-error --fail --max-time 30 --unix-socket "$work/socket" --config "$work/$who" "$@"
}
tries=0
until [ -S "$work/socket" ] && as helper --output /dev/null http://localhost/healthcheck; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo 'the second Miniflux does not answer' >&2; exit 1; }
  sleep 1
done
id_of() {
  as helper "http://localhost/v1/users/$1" | sed -n 's/^{"id":\([0-9]*\),.*/\1/p'
}
helper_id=$(id_of "$helper")
as helper --request PUT --header 'Content-Type: application/json' --data "@$work/password" --output /dev/null \
  "http://localhost/v1/users/$(id_of "$ADMIN_USERNAME")"
# Nobody can delete the own account: the administrator does it, with the new password.
as admin --request DELETE "http://localhost/v1/users/$helper_id"
