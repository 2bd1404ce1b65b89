<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Zoph itself, for a script: its classes, settings and database are there afterwards.

const ZOPH = '/usr/share/zoph/www/php';
define('CLI', true);
define('INI_FILE', '/etc/zoph.ini');
set_include_path(get_include_path() . PATH_SEPARATOR . ZOPH);
chdir(ZOPH);
require_once ZOPH . '/include.inc.php';

settings::parseINI(settings::loadINI('zoph'));

// What it says of a step names a picture of its pages. As a test, an app is made without a session.
app::setMode(app::TEST);
new zoph\app(web\request::create());
app::unsetMode(app::TEST);
app::setMode(app::CLI);

function admin(): user
{
    $user = user::getByName((string) getenv('ADMIN_USERNAME'));
    $user->lookup();
    return $user;
}

function setAdminPassword(): void
{
    $password = (string) getenv('ADMIN_PASSWORD');
    if ($password === '') {
        throw new RuntimeException('ADMIN_PASSWORD is needed');
    }
    $user = admin();
    $user->set('password', auth\validator::hashPassword($password));
    $user->update();
}
