<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the tables to the version of the code.
define('WP_INSTALLING', true);
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_upgrade();
