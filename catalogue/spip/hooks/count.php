<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// How many sections and articles there are.
require __DIR__ . '/spip.php';

echo sql_countsel('spip_rubriques') + sql_countsel('spip_articles'), "\n";
