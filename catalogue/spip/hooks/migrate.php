<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the tables to SPIP's version, as its private area would on the first visit.
require __DIR__ . '/spip.php';

lire_metas();
include_spip('base/upgrade');
ob_start();
base_upgrade_dist('update');
actualise_plugins_actifs();
ob_end_clean();
