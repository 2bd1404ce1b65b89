<?php
// Included by Debian's own preload.php: settings that people change, pages and accounts are data.
define('DOKU_CONF', '/data/conf/');
