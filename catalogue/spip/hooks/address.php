<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// The address that feeds and mails carry.
require __DIR__ . '/spip.php';

lire_metas();
appliquer_adresse_site((string) getenv('HOP3_URL'));
