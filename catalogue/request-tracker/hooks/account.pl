# SPDX-License-Identifier: AGPL-3.0-or-later
# set: the account that may do everything gets its name (the first time) and its password, which ends what was signed in
# with the old one. verify: exits 0 when that password opens it.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT;

my $what = shift // '';
my ($name, $password) = @ENV{qw(ADMIN_USERNAME ADMIN_PASSWORD)};
die "ADMIN_USERNAME and ADMIN_PASSWORD are needed\n" unless $name && $password;

RT::LoadConfig();
RT::Init();

sub must {
    my ($done, $message) = @_;
    die "$message\n" unless $done;
}

my $account = RT::User->new(RT->SystemUser);
$account->Load($name);
if ($what eq 'verify') {
    my $opens = $account->Id && $account->IsPassword($password)
      && $account->HasRight(Right => 'SuperUser', Object => RT->System);
    die "this password does not open an administrator's account\n" unless $opens;
}
elsif ($what eq 'set') {
    $account->Load('root') unless $account->Id;
    die "there is no such account\n" unless $account->Id;
    must($account->SetName($name)) if $account->Name ne $name;
    my $email = $ENV{ADMIN_EMAIL} // '';
    if (($account->EmailAddress // '') eq 'root@localhost' && $email ne '') {
        must($account->SetEmailAddress($email));
        must($account->SetRealName('Administrator'));
    }
    must($account->SetPassword($password)) unless $account->IsPassword($password);
    RT->DatabaseHandle->dbh->do('DELETE FROM sessions');
}
else {
    die "set or verify\n";
}
