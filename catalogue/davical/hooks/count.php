<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What people have: accounts, calendars, address books, and what is in them.

$database = require __DIR__ . '/database.php';
$sum = 0;
foreach (['usr', 'collection', 'caldav_data', 'grants'] as $table) {
    $sum += (int) $database->query("SELECT count(*) FROM $table")->fetchColumn();
}
echo $sum, "\n";
