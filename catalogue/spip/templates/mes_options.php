<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What the host decides: the address, and that the one site is in its own writable folder.
if (!defined('_ECRIRE_INC_VERSION')) {
    return;
}

$address = ${url|php};
$_SERVER['HTTP_HOST'] = (string) preg_replace('#^https?://#', '', $address);
$_SERVER['HTTPS'] = str_starts_with($address, 'https:') ? 'on' : '';

// Installing and repairing go past the sign-in; here they are done by the host.
$page = $_POST['exec'] ?? $_GET['exec'] ?? '';
if (PHP_SAPI !== 'cli' && (!is_string($page) || in_array($page, ['install', 'base_repair'], true))) {
    http_response_code(403);
    exit;
}

require '/usr/share/spip/mutualisation/mutualiser.php';
define('_DIR_PLUGINS_SUPPL', _DIR_RACINE . 'sites/default/plugins/');
define('_DIR_PLUGINS_AUTO', _DIR_RACINE . 'sites/default/plugins/auto/');
demarrer_site('default');
