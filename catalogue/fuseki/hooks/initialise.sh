#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# One dataset to begin with; others are made on its page. Run again, it leaves what is there.
set -eu
umask 077
mkdir -p /data/access "$FUSEKI_BASE/configuration" "$FUSEKI_BASE/databases"
[ -e "$FUSEKI_BASE/configuration/data.ttl" ] || cp /package/hooks/data.ttl "$FUSEKI_BASE/configuration/data.ttl"
