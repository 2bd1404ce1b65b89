<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// The address under which Matomo may be reached; it learns its own at the next visit.

require __DIR__ . '/prepare.php';

$database = require __DIR__ . '/database.php';
$database->exec("DELETE FROM matomo_option WHERE option_name = 'piwikUrl'");
