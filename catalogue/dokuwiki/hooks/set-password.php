<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the account, or gives it a new password: its name, address and groups stay then. Other accounts are left alone.

$file = '/data/conf/users.auth.php';
$username = (string) getenv('ADMIN_USERNAME');
$password = (string) getenv('ADMIN_PASSWORD');
if ($username === '' || $password === '') {
    fwrite(STDERR, "ADMIN_USERNAME and ADMIN_PASSWORD are needed\n");
    exit(1);
}

$hash = password_hash($password, PASSWORD_BCRYPT);
$lines = file($file, FILE_IGNORE_NEW_LINES);
$found = false;
foreach ($lines as &$line) {
    if (str_starts_with($line, "$username:")) {
        $fields = preg_split('/(?<![^\\\\]\\\\):/', $line);
        $fields[1] = $hash;
        $line = implode(':', $fields);
        $found = true;
    }
}
unset($line);
if (!$found) {
    $email = str_replace(['\\', ':'], ['\\\\', '\\:'], (string) getenv('ADMIN_EMAIL'));
    $lines[] = "$username:$hash:Administrator:$email:admin,user";
}
file_put_contents("$file.new", implode("\n", $lines) . "\n");
chmod("$file.new", 0640);
rename("$file.new", $file);
