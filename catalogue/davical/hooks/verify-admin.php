<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the account is an administrator's and its password is this one, asked of DAViCal's own function.

$database = require __DIR__ . '/database.php';
set_include_path('/usr/share/awl/inc');
require '/usr/share/awl/inc/AWLUtilities.php';

$account = $database->prepare(
    'SELECT usr.password FROM usr JOIN role_member USING (user_no) JOIN roles USING (role_no)
     WHERE usr.username = ? AND usr.active AND roles.role_name = ?',
);
$account->execute([(string) getenv('ADMIN_USERNAME'), 'Admin']);
$hash = $account->fetchColumn();
if ($hash === false || !session_validate_password((string) getenv('ADMIN_PASSWORD'), $hash)) {
    fwrite(STDERR, "this password does not open an administrator's account\n");
    exit(1);
}
