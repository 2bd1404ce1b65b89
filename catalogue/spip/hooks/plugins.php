<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes or brings up to date the tables of the plugins that are switched on.
require __DIR__ . '/spip.php';

lire_metas();
ob_start();
plugin_installes_meta();
ob_end_clean();
