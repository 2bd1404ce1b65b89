<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What the host decides, in the file that Matomo reads before its own settings (which it writes itself). What was made
// of another version or for another address is thrown away; who is signed in stays so.

function ini(string $value): string
{
    return '"' . str_replace(['\\', '"'], ['\\\\', '\\"'], $value) . '"';
}

function prepare(): void
{
    foreach (['config', 'misc', 'tmp'] as $name) {
        is_dir("/data/matomo/$name") || mkdir("/data/matomo/$name", 0750, true);
    }
    foreach (['assets', 'cache', 'latest', 'logs', 'sessions', 'tcpdf', 'templates_c', 'climulti'] as $name) {
        if ($name !== 'sessions') {
            emptied("/data/matomo/tmp/$name");
        }
        is_dir("/data/matomo/tmp/$name") || mkdir("/data/matomo/tmp/$name", 0750);
    }

    $address = parse_url((string) getenv('APP_URL'));
    $hosts = [$address['host']];
    if (isset($address['port'])) {
        $hosts[] = "{$address['host']}:{$address['port']}";
    }
    $lines = [
        '; <?php exit; ?> DO NOT REMOVE THIS LINE',
        '; Written by the host at each start.',
        '[database]',
        'host = "localhost"',
        // A path here is a socket.
        'port = ' . ini((string) getenv('MYSQL_SOCKET')),
        'username = ' . ini((string) getenv('MYSQL_USER')),
        'password = ' . ini((string) getenv('MYSQL_WORD')),
        'dbname = ' . ini((string) getenv('MYSQL_NAME')),
        'tables_prefix = "matomo_"',
        'adapter = "PDO\MYSQL"',
        'type = "InnoDB"',
        'charset = "utf8mb4"',
        '[General]',
        'salt = ' . ini((string) getenv('MATOMO_SALT')),
        'default_language = ' . ini((string) getenv('SITE_LANGUAGE')),
        'assume_secure_protocol = 1',
        'proxy_client_headers[] = "HTTP_X_FORWARDED_FOR"',
        'enable_installer = 0',
        // New versions come from the host, and nothing is asked of others.
        'enable_auto_update = 0',
        'enable_update_communication = 0',
        'enable_internet_features = 0',
        'enable_referrer_definition_syncs = 0',
        'piwik_professional_support_ads_enabled = 0',
        // No mail is sent, so a lost password is set by an administrator.
        'emails_enabled = 0',
        'enable_load_data_infile = 0',
        ...array_map(static fn (string $host): string => 'trusted_hosts[] = ' . ini($host), $hosts),
        // As many wrong passwords an hour as a family behind one address may need.
        '[Login]',
        'maxAllowedRetries = 60',
    ];
    $file = '/data/matomo/config/common.config.ini.php';
    file_put_contents("$file.new", implode("\n", $lines) . "\n");
    chmod("$file.new", 0600);
    rename("$file.new", $file);

    $definitions = "<?php\nreturn ['path.geoip2' => '/data/matomo/misc/'];\n";
    file_put_contents('/data/matomo/config/config.php', $definitions);
}

function emptied(string $folder): void
{
    if (!is_dir($folder)) {
        return;
    }
    $inside = new RecursiveIteratorIterator(
        new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS),
        RecursiveIteratorIterator::CHILD_FIRST,
    );
    foreach ($inside as $entry) {
        $entry->isDir() && !$entry->isLink() ? @rmdir($entry->getPathname()) : @unlink($entry->getPathname());
    }
}

prepare();
