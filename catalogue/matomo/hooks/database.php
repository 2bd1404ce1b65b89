<?php
// SPDX-License-Identifier: AGPL-3.0-or-later

return new PDO(
    sprintf('mysql:unix_socket=%s;dbname=%s;charset=utf8mb4', getenv('MYSQL_SOCKET'), getenv('MYSQL_NAME')),
    (string) getenv('MYSQL_USER'),
    (string) getenv('MYSQL_WORD'),
    [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION],
);
