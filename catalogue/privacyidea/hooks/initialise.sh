#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the keys that tokens and the log are protected with, and the tables. Run again, it finds them.
set -eu
umask 077

mkdir -p /data/keys /data/gnupg
[ -s /data/keys/enckey ] || /opt/app/bin/pi-manage setup create_enckey
[ -s /data/keys/audit-private.pem ] || /opt/app/bin/pi-manage setup create_audit_keys
exec /opt/app/bin/pi-manage setup create_tables
