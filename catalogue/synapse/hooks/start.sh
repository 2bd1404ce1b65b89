#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Synapse with its configuration, that of this site and what comes with the arguments.
set -eu
umask 077

set -- --config-path /config/homeserver.yaml --config-path /data/server-name.yaml "$@"
[ "$SITE_FEDERATION" = true ] || set -- "$@" --config-path /package/hooks/alone.yaml
exec /opt/app/bin/python -m synapse.app.homeserver "$@"
