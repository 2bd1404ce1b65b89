<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Takes away what a broken-off run left.

$database = new PDO(
    sprintf('mysql:unix_socket=%s;dbname=%s', getenv('DATABASE_SOCKET'), getenv('DATABASE_NAME')),
    (string) getenv('DATABASE_USER'),
    (string) getenv('DATABASE_WORD'),
    [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION],
);
foreach ($database->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN) as $table) {
    $database->exec('DROP TABLE `' . str_replace('`', '``', $table) . '`');
}
