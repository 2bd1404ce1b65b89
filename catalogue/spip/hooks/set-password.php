<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the first administrator, or gives that account a new password.
require __DIR__ . '/spip.php';

lire_metas();
$login = (string) getenv('ADMIN_USERNAME');
$id = sql_getfetsel('id_auteur', 'spip_auteurs', 'login=' . sql_quote($login));
if ($id === null) {
    $id = sql_insertq('spip_auteurs', [
        'nom' => $login,
        'email' => (string) getenv('ADMIN_EMAIL'),
        'login' => $login,
        'statut' => '0minirezo',
        'webmestre' => 'oui',
        'lang' => (string) getenv('SITE_LANGUAGE'),
    ]);
}
if (!auth_spip_modifier_pass($login, (string) getenv('ADMIN_PASSWORD'), (int) $id)) {
    fwrite(STDERR, "the password was not accepted\n");
    exit(1);
}
