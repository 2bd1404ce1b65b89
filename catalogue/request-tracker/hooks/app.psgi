# SPDX-License-Identifier: AGPL-3.0-or-later
# Request Tracker behind the host's proxy. The way in for mail asks nobody who they are: it is closed.
use strict;
use warnings;
use Plack::Builder;
use Plack::Util;

my $rt = Plack::Util::load_psgi('/usr/share/request-tracker5/libexec/rt-server');

builder {
    enable 'ReverseProxy';
    sub {
        my ($request) = @_;
        if ($request->{PATH_INFO} =~ m{/NoAuth/+mail-gateway}i) {
            return [403, ['Content-Type' => 'text/plain'], ["Closed\n"]];
        }
        return $rt->($request);
    };
};
