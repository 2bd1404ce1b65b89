<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the directories, the first settings and the rules of who may read. Run again, it changes nothing.

foreach (['pages', 'attic', 'media', 'media_attic', 'meta', 'media_meta', 'cache', 'index', 'locks', 'tmp', 'log'] as $name) {
    if (!is_dir("/data/wiki/$name")) {
        mkdir("/data/wiki/$name", 0750, true);
    }
}
if (!is_dir('/data/conf')) {
    mkdir('/data/conf', 0750);
}

function once(string $file, string $text): void
{
    if (file_exists($file)) {
        return;
    }
    file_put_contents("$file.new", $text);
    rename("$file.new", $file);
}

$settings = [
    'title' => (string) getenv('WIKI_TITLE'),
    'lang' => (string) getenv('WIKI_LANGUAGE'),
    'license' => getenv('WIKI_LICENCE') === 'none' ? '' : (string) getenv('WIKI_LICENCE'),
    // Accounts are made by the administrator; people may change their own password.
    'disableactions' => 'register',
    // Addresses such as /doku.php/page instead of /doku.php?id=page.
    'userewrite' => '2',
];
$lines = "<?php\n// The wiki's own settings page writes this file.\n";
foreach ($settings as $key => $value) {
    $lines .= "\$conf['$key'] = " . var_export($value, true) . ";\n";
}
once('/data/conf/local.php', $lines);

$everybody = getenv('WIKI_READERS') === 'members' ? 0 : 1;
once('/data/conf/acl.auth.php', "# acl.auth.php\n# <?php exit()?>\n*\t@ALL\t$everybody\n*\t@user\t8\n");
once('/data/conf/users.auth.php', "# users.auth.php\n# <?php exit()?>\n");

// Help on the syntax, and the pictures of it.
foreach (['pages', 'media'] as $kind) {
    $from = "/var/lib/dokuwiki/data/$kind/wiki";
    $to = "/data/wiki/$kind/wiki";
    if (is_dir($to) || !is_dir($from)) {
        continue;
    }
    mkdir($to, 0750);
    foreach (scandir($from) as $name) {
        if (is_file("$from/$name")) {
            copy("$from/$name", "$to/$name");
        }
    }
}
