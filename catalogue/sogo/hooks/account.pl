# SPDX-License-Identifier: AGPL-3.0-or-later
# create: the table of people that SOGo asks, with the administrator and whoever was named at install.
# set: the administrator gets ADMIN_PASSWORD, which ends what was signed in with the one before.
# verify: exits 0 when ADMIN_PASSWORD opens the account.
use strict;
use warnings;
use DBI;
use IO::Socket::UNIX;

my $what = shift // '';
my ($admin, $password) = @ENV{qw(ADMIN_USERNAME ADMIN_PASSWORD)};
die "ADMIN_USERNAME and ADMIN_PASSWORD are needed\n" unless $admin && $password;

my $database = DBI->connect('dbi:Pg:', '', '', { RaiseError => 1, PrintError => 0, AutoCommit => 1 });

# bcrypt, and said so: passwords that somebody changes later SOGo keeps in another form, Argon2.
sub hash_of {
    my ($word) = @_;
    my @signs = ('.', '/', 'A' .. 'Z', 'a' .. 'z', '0' .. '9');
    open my $random, '<:raw', '/dev/urandom' or die "no random numbers: $!\n";
    read($random, my $bytes, 22) == 22 or die "no random numbers\n";
    my $hash = crypt($word, '$2b$10$' . join('', map { $signs[ord($_) % 64] } split(//, $bytes)));
    die "no hash could be made\n" unless defined $hash && length $hash == 60;
    return "{BLF-CRYPT}$hash";
}

sub people {
    my @people;
    for my $entry (split ' ', $ENV{SOGO_PEOPLE} // '') {
        my ($name, $word) = split /:/, $entry, 2;
        die "Further people: name:password for each, with a blank between people\n" unless defined $word;
        die "Further people: names of small letters, digits and . _ -\n"
          unless $name =~ /\A[a-z][a-z0-9._-]{0,39}\z/ && $name ne $admin;
        die "Further people: a password has at least 8 characters\n" if length $word < 8;
        push @people, [$name, $word];
    }
    return @people;
}

sub create {
    my $domain = $ENV{SOGO_MAIL_DOMAIN} || $ENV{APP_DOMAIN};
    $database->begin_work;
    # c_modules is for the rule in sogo.conf that shows mail or hides it.
    $database->do('CREATE TABLE people (
        c_uid varchar(60) PRIMARY KEY,
        c_name varchar(60) NOT NULL,
        c_password varchar(255) NOT NULL,
        c_cn varchar(120) NOT NULL,
        mail varchar(255) NOT NULL UNIQUE,
        c_modules varchar(8) NOT NULL DEFAULT \'true\')');
    my $insert = $database->prepare('INSERT INTO people (c_uid, c_name, c_password, c_cn, mail) VALUES (?, ?, ?, ?, ?)');
    $insert->execute($admin, $admin, hash_of($password), 'Administrator', $ENV{ADMIN_EMAIL} || "$admin\@$domain");
    for my $person (people()) {
        my ($name, $word) = @$person;
        my $shown = join ' ', map { ucfirst } split /[._]/, $name;
        $insert->execute($name, $name, hash_of($word), $shown, "$name\@$domain");
    }
    $database->commit;
}

sub set {
    my $changed = $database->do('UPDATE people SET c_password = ? WHERE c_uid = ?', undef, hash_of($password), $admin);
    die "there is no such account\n" unless $changed == 1;
    $database->do('DELETE FROM sogo_sessions_folder');
    # Passwords that were right are remembered for a few minutes.
    my $socket = '/run/hop3/memory.sock';
    return unless -S $socket;
    my $memory = IO::Socket::UNIX->new(Peer => $socket, Timeout => 10) or die "no answer from memcached: $!\n";
    print {$memory} "flush_all\r\n";
    my $answer = <$memory> // '';
    die "memcached did not forget\n" unless $answer =~ /\AOK/;
}

sub verify {
    my ($hash) = $database->selectrow_array('SELECT c_password FROM people WHERE c_uid = ?', undef, $admin);
    die "this password does not open the account\n"
      unless defined $hash && $hash =~ s/\A\{BLF-CRYPT\}// && crypt($password, $hash) eq $hash;
}

my %does = (create => \&create, set => \&set, verify => \&verify);
($does{$what} // die "create, set or verify\n")->();
