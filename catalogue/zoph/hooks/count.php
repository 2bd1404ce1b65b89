<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept: photos, and what they are ordered by.

require __DIR__ . '/zoph.php';

$sum = 0;
foreach (['photos', 'albums', 'categories', 'people', 'places', 'comments', 'users'] as $table) {
    $sum += (int) db\db::getHandle()->query("SELECT count(*) FROM zoph_$table")->fetchColumn();
}
echo $sum, "\n";
