<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Password of the database: none, the host knows who asks.

return new PDO(
    sprintf('pgsql:host=%s dbname=%s user=%s', getenv('PGHOST'), getenv('PGDATABASE'), getenv('PGUSER')),
    null,
    null,
    [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION],
);
