<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator's account its password, which ends what was signed in with the old one; the first time also
// its address, a calendar and an address book, as DAViCal gives them to each new account.

$database = require __DIR__ . '/database.php';
$username = (string) getenv('ADMIN_USERNAME');
$password = (string) getenv('ADMIN_PASSWORD');
if ($username === '' || $password === '') {
    fwrite(STDERR, "ADMIN_USERNAME and ADMIN_PASSWORD are needed\n");
    exit(1);
}

// The form that DAViCal keeps passwords in.
$salt = bin2hex(random_bytes(8));
$hash = sprintf('*%s*{SSHA}%s', $salt, base64_encode(sha1($password . $salt, true) . $salt));

$database->beginTransaction();
$update = $database->prepare(
    'UPDATE usr SET password = ?, active = TRUE, updated = current_timestamp WHERE username = ? RETURNING user_no, email, fullname',
);
$update->execute([$hash, $username]);
$account = $update->fetch(PDO::FETCH_ASSOC);
if ($account === false) {
    fwrite(STDERR, "there is no such account\n");
    exit(1);
}
foreach (['session', 'tmp_password'] as $table) {
    $database->prepare("DELETE FROM $table WHERE user_no = ?")->execute([$account['user_no']]);
}

if ($account['email'] === 'calendars@example.net') {
    $database->prepare('UPDATE usr SET email = ?, fullname = ? WHERE user_no = ?')
        ->execute([(string) getenv('ADMIN_EMAIL'), 'Administrator', $account['user_no']]);
    $database->prepare('UPDATE principal SET displayname = ? WHERE user_no = ?')
        ->execute(['Administrator', $account['user_no']]);
    $collection = $database->prepare(
        'INSERT INTO collection (user_no, parent_container, dav_name, dav_etag, dav_displayname, is_calendar, is_addressbook, created, modified, resourcetypes)
         VALUES (?, ?, ?, ?, ?, ?, ?, current_timestamp, current_timestamp, ?)',
    );
    $kinds = [
        ['calendar', 'Calendar', true, '<DAV::collection/><urn:ietf:params:xml:ns:caldav:calendar/>'],
        ['addresses', 'Contacts', false, '<DAV::collection/><urn:ietf:params:xml:ns:carddav:addressbook/>'],
    ];
    foreach ($kinds as [$name, $title, $isCalendar, $types]) {
        $collection->execute([
            $account['user_no'],
            "/$username/",
            "/$username/$name/",
            '-1',
            $title,
            $isCalendar ? 'true' : 'false',
            $isCalendar ? 'false' : 'true',
            $types,
        ]);
    }
}
$database->commit();
