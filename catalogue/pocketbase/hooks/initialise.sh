#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The directories that PocketBase reads, and a first page instead of an error at the address itself.
set -eu

mkdir -p /data/pb_data /data/pb_public /data/pb_hooks /data/pb_migrations
[ -e /data/pb_public/index.html ] || cp /package/hooks/index.html /data/pb_public/index.html
