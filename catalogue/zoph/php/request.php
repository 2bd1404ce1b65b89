<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Zoph takes its pages from what stands behind index.php, and its address from the name that it was asked for. Read
// before every script.

if (($_SERVER['PATH_INFO'] ?? '') === '' && isset($_SERVER['REQUEST_URI'])) {
    $_SERVER['PATH_INFO'] = (string) parse_url('http://host' . $_SERVER['REQUEST_URI'], PHP_URL_PATH);
}
// Debian's nginx leaves the port out. Only the host's proxy, which says it whole, can reach this.
if (isset($_SERVER['HTTP_X_FORWARDED_HOST'])) {
    $_SERVER['HTTP_HOST'] = $_SERVER['HTTP_X_FORWARDED_HOST'];
}
