<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the account is an administrator's and its password is this one.

use MediaWiki\Maintenance\Maintenance;

class VerifyAdmin extends Maintenance
{
    public function execute()
    {
        $services = $this->getServiceContainer();
        $user = $services->getUserFactory()->newFromName((string) getenv('ADMIN_USERNAME'));
        if (!$user || !in_array('sysop', $services->getUserGroupManager()->getUserGroups($user), true)) {
            $this->fatalError('this account is not an administrator\'s');
        }
        $hash = $this->getPrimaryDB()->newSelectQueryBuilder()
            ->select('user_password')->from('user')->where(['user_id' => $user->getId()])
            ->caller(__METHOD__)->fetchField();
        if (!$services->getPasswordFactory()->newFromCiphertext($hash)->verify((string) getenv('ADMIN_PASSWORD'))) {
            $this->fatalError('this password does not open the account');
        }
    }
}

return VerifyAdmin::class;
