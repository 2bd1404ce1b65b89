<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Matomo's code is sealed: its settings and what it makes are data. Read before every script.

defined('PIWIK_USER_PATH') || define('PIWIK_USER_PATH', '/data/matomo');
defined('MATOMO_TMP_PATH') || define('MATOMO_TMP_PATH', '/data/matomo/tmp');

// Debian's nginx leaves the port out, and Matomo compares the address that a form was sent from. Only the host's proxy,
// which says it whole, can reach this.
if (isset($_SERVER['HTTP_X_FORWARDED_HOST'])) {
    $_SERVER['HTTP_HOST'] = $_SERVER['HTTP_X_FORWARDED_HOST'];
}
