#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Settings to begin with; qBittorrent keeps them itself from then on. The guard asks who is there: qBittorrent lets it in,
# and its own account gets a password of which only the hash was ever made.
set -eu
settings=/data/qBittorrent/config/qBittorrent.conf
[ ! -e "$settings" ] || exit 0

umask 077
mkdir -p /data/qBittorrent/config /data/downloads /data/unfinished
nobody="$(openssl rand -base64 16):$(openssl rand -base64 64 | tr -d '\n')"
cat > "$settings.new" <<END
[BitTorrent]
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\Port=0
Session\\DefaultSavePath=/data/downloads
Session\\TempPath=/data/unfinished
Session\\TempPathEnabled=true

[LegalNotice]
Accepted=true

[Network]
PortForwardingEnabled=false

[Preferences]
Connection\\ResolvePeerCountries=false
WebUI\\Address=127.0.0.1
WebUI\\Enabled=true
WebUI\\HostHeaderValidation=false
WebUI\\LocalHostAuth=false
WebUI\\Password_PBKDF2="@ByteArray($nobody)"
WebUI\\UseUPnP=false
END
mv "$settings.new" "$settings"
