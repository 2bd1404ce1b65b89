<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the database, a file of SQLite, and tells SPIP of it. Done already, it does nothing.
const SITE = '/var/lib/spip/sites/default';

if (is_file(SITE . '/config/connect.php')) {
    exit(0);
}
foreach (['IMG', 'config/bases', 'local', 'plugins/auto', 'squelettes', 'tmp/cache', 'tmp/log'] as $folder) {
    is_dir(SITE . "/$folder") || mkdir(SITE . "/$folder", 0700, true);
}
$_GET['exec'] = $_REQUEST['exec'] = 'install';
require __DIR__ . '/spip.php';
foreach (['inc/install', 'install/etape_3', 'base/create'] as $part) {
    include_spip($part);
}

$failure = install_bases('', '', '', 'sqlite3', 'new_spip', 'spip', 0700);
if ($failure !== '') {
    fwrite(STDERR, strip_tags($failure) . "\n");
    exit(1);
}
@unlink(SITE . '/config/bases/_sqlite3_install.sqlite');
rename(_FILE_CHMOD_TMP, str_replace(_FILE_TMP_SUFFIX, '.php', _FILE_CHMOD_TMP));
rename(_FILE_CONNECT_TMP, str_replace(_FILE_TMP_SUFFIX, '.php', _FILE_CONNECT_TMP));
