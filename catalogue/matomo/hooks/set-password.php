<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator a new password, which ends what was signed in with the old one.

require __DIR__ . '/matomo.php';

Piwik\Access::doAsSuperUser(static function (): void {
    $username = (string) getenv('ADMIN_USERNAME');
    $updater = new Piwik\Plugins\UsersManager\UserUpdater();
    $updater->updateUserWithoutCurrentPassword($username, (string) getenv('ADMIN_PASSWORD'));
    $updater->setSuperUserAccessWithoutCurrentPassword($username, true);
});
