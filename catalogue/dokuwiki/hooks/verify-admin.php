<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the file that DokuWiki reads accepts the administrator's password.

foreach (file('/data/conf/users.auth.php', FILE_IGNORE_NEW_LINES) as $line) {
    $fields = explode(':', $line);
    if ($fields[0] === getenv('ADMIN_USERNAME') && str_contains(end($fields), 'admin')) {
        exit(password_verify((string) getenv('ADMIN_PASSWORD'), $fields[1]) ? 0 : 1);
    }
}
fwrite(STDERR, "this account is not an administrator's\n");
exit(1);
