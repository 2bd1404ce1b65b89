<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Matomo itself, for a script: its settings, plugins and database are there afterwards.

require_once '/usr/share/matomo/vendor_config.php';
require_once PIWIK_INCLUDE_PATH . '/core/bootstrap.php';

$environment = new Piwik\Application\Environment('cli');
$environment->init();
Piwik\Plugin\Manager::getInstance()->loadPluginTranslations();
Piwik\Plugin\Manager::getInstance()->loadActivatedPlugins();
Piwik\Db::createDatabaseObject();
Piwik\Access::getInstance();
