<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator's account a new password; whoever was signed in with it must sign in again.
require '/usr/share/wordpress/wp-load.php';

$user = get_user_by('login', (string) getenv('ADMIN_USERNAME'));
if (!$user || (string) getenv('ADMIN_PASSWORD') === '') {
    fwrite(STDERR, "there is no such account, or no password\n");
    exit(1);
}
wp_set_password(getenv('ADMIN_PASSWORD'), $user->ID);
WP_Session_Tokens::get_instance($user->ID)->destroy_all();
