<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator a new password.

require __DIR__ . '/zoph.php';

setAdminPassword();
