<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the administrator's password opens the account.
require '/usr/share/wordpress/wp-load.php';

$user = wp_authenticate_username_password(null, getenv('ADMIN_USERNAME'), getenv('ADMIN_PASSWORD'));
if (is_wp_error($user) || !user_can($user, 'manage_options')) {
    fwrite(STDERR, "this password does not open an administrator's account\n");
    exit(1);
}
