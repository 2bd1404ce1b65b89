#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Other sites' pages may read what everybody may read, and never with the password that the browser holds.
set -eu
if [ "$READERS" = everybody ]; then
  cross_site="--cors=/package/hooks/cors.properties"
else
  cross_site="--no-cors"
fi
exec java "-Xmx${HEAP_MEGABYTES}m" -jar /opt/app/jena-fuseki-server.jar --localhost "--port=$PORT" \
  "--shiro=/package/hooks/shiro-$READERS.ini" "$cross_site" --timeout=60000 --ping
