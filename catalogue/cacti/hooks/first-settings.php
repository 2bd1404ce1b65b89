<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What Cacti's own installer would ask, answered; it never opens.

require __DIR__ . '/cacti.php';

set_admin_password();
db_execute_prepared('UPDATE user_auth SET email_address = ? WHERE username = ? AND realm = 0', [
    getenv('ADMIN_EMAIL'),
    getenv('ADMIN_USERNAME'),
]);
db_execute_prepared('UPDATE version SET cacti = ?', [CACTI_VERSION]);

$rrdtool = get_installed_rrdtool_version();
$settings = [
    'snmp_community' => (string) getenv('SNMP_COMMUNITY'),
    'logrotate_enabled' => 'on',
    'logrotate_frequency' => '1',
    'logrotate_retain' => '7',
    'cron_interval' => '300',
    'poller_interval' => '300',
    // A device counts as there when it answers SNMP; an echo would take rights that no app has here.
    'availability_method' => '2',
];
if ($rrdtool !== false) {
    $settings['rrdtool_version'] = $rrdtool;
}
foreach ($settings as $name => $value) {
    set_config_option($name, $value);
}
