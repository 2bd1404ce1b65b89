<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when Shaarli's settings accept the password.

require '/usr/share/shaarli/autoload.php';

$settings = new Shaarli\Config\ConfigManager();
$username = (string) getenv('ADMIN_USERNAME');
$hash = sha1(getenv('ADMIN_PASSWORD') . $username . $settings->get('credentials.salt'));
exit($settings->get('credentials.login') === $username && hash_equals($settings->get('credentials.hash'), $hash) ? 0 : 1);
