#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the tables and the administrator before anything is started, so that nobody else can. Keycloak marks such an
# account as one to be replaced and says so on every page; it is the account to stay.
set -eu

/opt/app/bin/kc.sh bootstrap-admin user --optimized --no-prompt --username:env=ADMIN_USERNAME --password:env=ADMIN_PASSWORD
psql -XAtq -v ON_ERROR_STOP=1 -v username="$ADMIN_USERNAME" <<'SQL'
DELETE FROM user_attribute
WHERE name = 'is_temporary_admin' AND user_id IN (SELECT id FROM user_entity WHERE username = :'username');
SQL
