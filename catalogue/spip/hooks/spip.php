<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// SPIP without a browser, for the scripts beside this one.

// What it says goes to its own log.
error_reporting(E_ERROR | E_PARSE);
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/ecrire/';
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/ecrire/index.php';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['SERVER_PORT'] = '443';

// A step of an update is not cut off to go on in another page.
define('_UPGRADE_TIME_OUT', 1500);
define('_ESPACE_PRIVE', true);
chdir('/usr/share/spip/ecrire');
require '/usr/share/spip/vendor/autoload.php';
require 'inc_version.php';
foreach (['base/abstract_sql', 'inc/meta', 'inc/filtres', 'inc/config', 'inc/plugin', 'inc/acces', 'auth/spip'] as $part) {
    include_spip($part);
}
