<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator a new password and ends what was signed in with the old one. Its own script wants the
// password in the command line, where others could see it.

use MediaWiki\Maintenance\Maintenance;
use MediaWiki\Session\SessionManager;

class SetPassword extends Maintenance
{
    public function execute()
    {
        $password = (string) getenv('ADMIN_PASSWORD');
        $user = $this->getServiceContainer()->getUserFactory()->newFromName((string) getenv('ADMIN_USERNAME'));
        if (!$user || !$user->isRegistered() || $password === '') {
            $this->fatalError('there is no such account, or no password');
        }
        $status = $user->changeAuthenticationData([
            'username' => $user->getName(),
            'password' => $password,
            'retype' => $password,
        ]);
        if (!$status->isGood()) {
            $this->fatalError($status);
        }
        SessionManager::singleton()->invalidateSessionsForUser($user);
    }
}

return SetPassword::class;
