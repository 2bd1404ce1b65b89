<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Cacti itself, for a script: its functions, settings and database are there afterwards.

require '/usr/share/cacti/site/include/cli_check.php';
require_once '/usr/share/cacti/site/lib/auth.php';

function set_admin_password(): void
{
    $password = (string) getenv('ADMIN_PASSWORD');
    if ($password === '') {
        fwrite(STDERR, "ADMIN_PASSWORD is needed\n");
        exit(1);
    }
    $done = db_execute_prepared(
        "UPDATE user_auth SET password = ?, must_change_password = '', enabled = 'on', locked = '', failed_attempts = 0
            WHERE username = ? AND realm = 0",
        [compat_password_hash($password, PASSWORD_DEFAULT), getenv('ADMIN_USERNAME')],
    );
    if (!$done) {
        fwrite(STDERR, "the password could not be written\n");
        exit(1);
    }
    // Browsers that were to be remembered are forgotten.
    db_execute_prepared(
        'DELETE FROM user_auth_cache WHERE user_id IN (SELECT id FROM user_auth WHERE username = ? AND realm = 0)',
        [getenv('ADMIN_USERNAME')],
    );
}
