<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the tables, the first settings and the administrator's own password, as Zoph's pages for a new one do. May run
// again after an interruption: it begins with an empty database.

use conf\conf;
use db\db;
use tables\collection as AllTables;
use template\result;

if (file_exists('/data/installed')) {
    exit(0);
}
require __DIR__ . '/zoph.php';

$database = db::getHandle();
foreach ($database->query('SHOW FULL TABLES')->fetchAll(PDO::FETCH_NUM) as [$name, $kind]) {
    $database->exec(($kind === 'VIEW' ? 'DROP VIEW `' : 'DROP TABLE `') . str_replace('`', '``', $name) . '`');
}
$tables = new AllTables();
foreach ($tables as $table) {
    $table->create();
    $table->addData();
}
// Only now can a result be asked for: it looks up settings in the tables.
foreach ($tables as $table) {
    if ($table->getResult()->getResult() === result::ERROR) {
        throw new RuntimeException($table::class . ' could not be made');
    }
}
setAdminPassword();

is_dir('/data/photos/upload') || mkdir('/data/photos/upload', 0750, true);
$settings = [
    // Zoph's pages show it as it is.
    'interface.title' => str_replace(['<', '>'], '', (string) getenv('SITE_TITLE')),
    'interface.language' => (string) getenv('SITE_LANGUAGE'),
    'path.images' => '/data/photos',
    'path.unzip' => 'unzip',
    'import.enable' => 'true',
    'import.upload' => 'true',
    'import.maxupload' => '120000000',
    'import.filemode' => '0640',
    'import.dirmode' => '0750',
    // Nobody gets at a photo without signing in until that is switched on.
    'share.salt.full' => (string) getenv('SHARE_SALT_FULL'),
    'share.salt.mid' => (string) getenv('SHARE_SALT_MID'),
    'feature.download' => 'true',
];
foreach ($settings as $name => $value) {
    conf::set($name, $value)->update();
}
touch('/data/installed');
