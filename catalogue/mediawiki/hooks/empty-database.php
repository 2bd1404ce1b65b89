<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Of an install that was interrupted: its tables are made again from the beginning.

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = new mysqli(
    'localhost',
    getenv('DATABASE_USER'),
    getenv('DATABASE_PASSWORD'),
    getenv('DATABASE_NAME'),
    null,
    getenv('DATABASE_SOCKET'),
);
foreach ($database->query('SHOW TABLES')->fetch_all() as [$table]) {
    $database->query('DROP TABLE `' . str_replace('`', '``', $table) . '`');
}
