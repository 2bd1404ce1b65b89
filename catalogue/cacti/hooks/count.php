<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept: devices, sites, graphs and accounts.

require __DIR__ . '/cacti.php';

$sum = 0;
foreach (['host', 'sites', 'graph_local', 'user_auth'] as $table) {
    $sum += (int) db_fetch_cell("SELECT count(*) FROM $table");
}
echo $sum, "\n";
