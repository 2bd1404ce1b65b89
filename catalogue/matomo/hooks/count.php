<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept: visits, web sites, accounts, notes, goals.

$database = require __DIR__ . '/database.php';
$sum = 0;
foreach (['log_visit', 'site', 'user', 'user_dashboard', 'goal'] as $table) {
    $sum += (int) $database->query("SELECT count(*) FROM matomo_$table")->fetchColumn();
}
echo $sum, "\n";
