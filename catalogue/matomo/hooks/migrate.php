<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the tables to the version of the code, with Matomo's own command.

require __DIR__ . '/prepare.php';

passthru('exec php /usr/share/matomo/console core:update --yes --no-interaction', $status);
exit($status);
