<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// SPIP's settings as they begin, and the plugins that come with it.
require __DIR__ . '/spip.php';

lire_metas();
charger_fonction('config', 'inc')();
$first = [
    'nom_site' => (string) getenv('SITE_TITLE'),
    'langue_site' => (string) getenv('SITE_LANGUAGE'),
    'email_webmaster' => (string) getenv('ADMIN_EMAIL'),
    // Nobody registers and nobody comments until somebody who looks after the site wants that.
    'accepter_inscriptions' => 'non',
    'accepter_visiteurs' => 'non',
    'forums_publics' => 'non',
];
foreach ($first as $name => $value) {
    ecrire_meta($name, $value);
}
appliquer_adresse_site((string) getenv('SITE_URL'));
actualise_plugins_actifs();
ecrire_acces();
