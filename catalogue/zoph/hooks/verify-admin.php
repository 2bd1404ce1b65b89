<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the account is an administrator's and Zoph accepts its password.

require __DIR__ . '/zoph.php';

$user = (new auth\validator((string) getenv('ADMIN_USERNAME'), (string) getenv('ADMIN_PASSWORD')))->validate();
if (!$user instanceof user || !$user->isAdmin()) {
    fwrite(STDERR, "this password does not open an administrator's account\n");
    exit(1);
}
