<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the tables, the administrator and the first web site, in the order in which Matomo's own pages do. May run again
// after an interruption: it begins with an empty database.

use Piwik\Access;
use Piwik\DbHelper;
use Piwik\Plugin\Manager;
use Piwik\Plugins\SitesManager\API as SitesManager;
use Piwik\Plugins\UsersManager\API as UsersManager;
use Piwik\Plugins\UsersManager\UserUpdater;
use Piwik\Updater;
use Piwik\Version;

if (file_exists('/data/matomo/installed')) {
    exit(0);
}
require __DIR__ . '/prepare.php';

$database = require __DIR__ . '/database.php';
foreach ($database->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN) as $table) {
    $database->exec('DROP TABLE `' . str_replace('`', '``', $table) . '`');
}
file_put_contents('/data/matomo/config/config.ini.php', "; <?php exit; ?> DO NOT REMOVE THIS LINE\n[General]\n");

require __DIR__ . '/matomo.php';

DbHelper::createTables();
DbHelper::createAnonymousUser();
DbHelper::recordInstallVersion();
Access::doAsSuperUser(static function (): void {
    $updater = new Updater();
    $components = $updater->getComponentUpdates();
    if (!empty($components)) {
        $result = $updater->updateComponents($components);
        if ($result['coreError'] || $result['errors']) {
            throw new RuntimeException(implode("\n", $result['errors']));
        }
    }
    Updater::recordComponentSuccessfullyUpdated('core', Version::VERSION);
    Manager::getInstance()->installLoadedPlugins();

    $username = (string) getenv('ADMIN_USERNAME');
    UsersManager::getInstance()->addUser($username, (string) getenv('ADMIN_PASSWORD'), (string) getenv('ADMIN_EMAIL'));
    (new UserUpdater())->setSuperUserAccessWithoutCurrentPassword($username, true);

    $sites = SitesManager::getInstance();
    // A server's own Etc/UTC is not in its list.
    $zone = (string) getenv('SITE_TIMEZONE');
    $sites->setDefaultTimezone(in_array($zone, DateTimeZone::listIdentifiers(), true) ? $zone : 'UTC');
    $sites->addSite((string) getenv('SITE_NAME'), (string) getenv('SITE_ADDRESS'));
});
touch('/data/matomo/installed');
