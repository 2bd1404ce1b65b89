#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Fixes the server's name, makes the key that it signs with, the tables and the administrator. Run again, it finds them.
set -eu
umask 077

mkdir -p /data/media
# Part of everybody's name and of all that is signed: a later address does not change it.
if [ ! -s /data/server-name.yaml ]; then
  printf 'server_name: "%s"\n' "$SITE_DOMAIN" > /data/server-name.yaml.new
  mv /data/server-name.yaml.new /data/server-name.yaml
fi
if [ ! -s /data/signing.key ]; then
  /opt/app/bin/generate_signing_key --output_file /data/signing.key.new
  mv /data/signing.key.new /data/signing.key
fi
exec /opt/app/bin/python hooks/first_account.py
