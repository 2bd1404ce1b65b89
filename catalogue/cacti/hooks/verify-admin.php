<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when Cacti accepts the administrator's password.

require __DIR__ . '/cacti.php';

$hash = db_fetch_cell_prepared("SELECT password FROM user_auth WHERE username = ? AND realm = 0 AND enabled = 'on'", [
    getenv('ADMIN_USERNAME'),
]);
if (!is_string($hash) || !compat_password_verify((string) getenv('ADMIN_PASSWORD'), $hash)) {
    fwrite(STDERR, "this password does not open the administrator's account\n");
    exit(1);
}
