<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the account is an administrator's and its password is this one, asked of Matomo's own function.

require __DIR__ . '/matomo.php';

$auth = Piwik\Container\StaticContainer::get('Piwik\Auth');
$auth->setLogin((string) getenv('ADMIN_USERNAME'));
$auth->setPassword((string) getenv('ADMIN_PASSWORD'));
if (!$auth->authenticate()->hasSuperUserAccess()) {
    fwrite(STDERR, "this password does not open an administrator's account\n");
    exit(1);
}
