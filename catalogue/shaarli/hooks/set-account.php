<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes Shaarli's settings with the one account that it has, or gives that account a new password and leaves all else.

require '/usr/share/shaarli/autoload.php';

$username = (string) getenv('ADMIN_USERNAME');
$password = (string) getenv('ADMIN_PASSWORD');
if ($username === '' || $password === '') {
    fwrite(STDERR, "ADMIN_USERNAME and ADMIN_PASSWORD are needed\n");
    exit(1);
}

$settings = new Shaarli\Config\ConfigManager();
$isNew = !file_exists($settings->getConfigFileExt());
$salt = bin2hex(random_bytes(20));
$settings->set('credentials.login', $username);
$settings->set('credentials.salt', $salt);
$settings->set('credentials.hash', sha1($password . $username . $salt));

if ($isNew) {
    $forOwnerOnly = getenv('SITE_READERS') === 'owner';
    $first = [
        'general.title' => htmlspecialchars((string) getenv('SITE_TITLE'), ENT_COMPAT, 'UTF-8', false),
        'general.timezone' => (string) getenv('SITE_TIMEZONE'),
        'general.header_link' => '/',
        'general.root_url' => getenv('SITE_URL') . '/',
        'translation.language' => (string) getenv('SITE_LANGUAGE'),
        'privacy.default_private_links' => getenv('SITE_PRIVATE') === 'true',
        'privacy.hide_public_links' => $forOwnerOnly,
        'privacy.force_login' => $forOwnerOnly,
        // New versions come from the host, with a backup.
        'updates.check_updates' => false,
        'api.enabled' => true,
        'api.secret' => bin2hex(random_bytes(16)),
        'resource.raintpl_tmp' => '/tmp/templates/',
        'resource.page_cache' => '/tmp/pages',
    ];
    foreach ($first as $key => $value) {
        $settings->set($key, $value);
    }
}
$settings->write(true);
chmod($settings->getConfigFileExt(), 0640);
