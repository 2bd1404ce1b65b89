<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the tables to the version of the code, step by step, as Zoph's own page does for an administrator.

use conf\conf;
use template\result;
use upgrade\migrations;

require __DIR__ . '/zoph.php';

$migrations = new migrations();
if ($migrations->check(conf::get('zoph.version'))) {
    foreach ($migrations->get() as $migration) {
        foreach ($migration->up() as $step) {
            if ($step->getResult() === result::ERROR) {
                fwrite(STDERR, "a step of \"{$migration->getDesc()}\" failed\n");
                exit(1);
            }
        }
        conf::set('zoph.version', $migration->getTo())->update();
    }
}
