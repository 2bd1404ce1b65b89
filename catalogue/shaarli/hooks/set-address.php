<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// The address that feeds and links to single entries carry.

require '/usr/share/shaarli/autoload.php';

$settings = new Shaarli\Config\ConfigManager();
$settings->set('general.root_url', getenv('HOP3_URL') . '/');
$settings->write(true);
