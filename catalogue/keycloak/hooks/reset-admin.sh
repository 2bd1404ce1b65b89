#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Sets the administrator's password while Keycloak runs: a helper account is made beside it, sets the password through
# Keycloak's own interface, and is deleted again.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HELPER="hop3-reset-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
HELPER_PASSWORD=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export HELPER HELPER_PASSWORD
/opt/app/bin/kc.sh bootstrap-admin user --optimized --no-prompt --username:env=HELPER --password:env=HELPER_PASSWORD

kcadm() {
  /opt/app/bin/kcadm.sh "$@" --config "$work/session"
}
KC_CLI_PASSWORD="$HELPER_PASSWORD" kcadm config credentials --server "http://127.0.0.1:$KC_HTTP_PORT" --realm master --user "$HELPER"
id_of() {
  kcadm get users -r master -q exact=true -q "username=$1" --fields id --format csv --noquotes
}
helper_id=$(id_of "$HELPER")
admin_id=$(id_of "$ADMIN_USERNAME")
# By standard input: what stands in a command line can be seen by others on the server. Its alphabet needs no quoting.
printf '{"type":"password","temporary":false,"value":"%s"}' "$ADMIN_PASSWORD" \
  | kcadm update "users/$admin_id/reset-password" -r master -n -f -
kcadm delete "users/$helper_id" -r master
