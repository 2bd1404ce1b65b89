<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when SPIP lets the administrator in with the password.
require __DIR__ . '/spip.php';

lire_metas();
include_spip('inc/auth');
$account = auth_identifier_login((string) getenv('ADMIN_USERNAME'), (string) getenv('ADMIN_PASSWORD'));
exit(is_array($account) && $account['statut'] === '0minirezo' ? 0 : 1);
