# SPDX-License-Identifier: AGPL-3.0-or-later
# What Request Tracker is told; its own file and those of Debian beside it are not read.

my ($host, $port) = $ENV{APP_URL} =~ m{^https://([^:/]+)(?::([0-9]+))?$} or die "APP_URL is not an address\n";

Set($rtname, $ENV{RT_NAME});
Set($Organization, $ENV{RT_NAME});
Set($Timezone, $ENV{TZ} || 'UTC');
Set($WebDomain, $host);
Set($WebPort, $port || 443);
Set($WebBaseURL, $ENV{APP_URL});
Set($WebPath, '');
Set($WebSecureCookies, 1);

# The database knows the app by its user: no password.
Set($DatabaseType, 'Pg');
Set($DatabaseHost, $ENV{PGHOST});
Set($DatabasePort, $ENV{PGPORT});
Set($DatabaseName, $ENV{PGDATABASE});
Set($DatabaseUser, $ENV{PGUSER});
Set($DatabasePassword, '');

# Pages in the form that they are answered from; made again where they are missing.
$RT::MasonDataDir = '/data/pages';

Set($LogToSyslog, undef);
Set($LogToFile, undef);
Set($LogToSTDERR, 'warning');

my $from = $ENV{RT_FROM} || "rt\@$host";
Set($CorrespondAddress, $from);
Set($CommentAddress, $from);
Set($OwnerEmail, $ENV{RT_OWNER_EMAIL}) if $ENV{RT_OWNER_EMAIL};
if ($ENV{RT_MAIL_HOST}) {
    my $tls = $ENV{RT_MAIL_PORT} eq '465' ? '--tls=on --tls-starttls=off' : '--tls=on --tls-starttls=on';
    $tls = '--tls=off' if $ENV{RT_MAIL_PORT} eq '25';
    my $who = $ENV{RT_MAIL_USER} ? "--auth=on --user=$ENV{RT_MAIL_USER} --passwordeval='printenv RT_MAIL_PASSWORD'" : '--auth=off';
    Set($MailCommand, 'sendmailpipe');
    Set($SendmailPath, '/usr/bin/msmtp');
    Set($SendmailArguments, "--file= --host=$ENV{RT_MAIL_HOST} --port=$ENV{RT_MAIL_PORT} $tls $who --from=$from");
}
else {
    Set($MailCommand, sub { return 1 });
}

1;
