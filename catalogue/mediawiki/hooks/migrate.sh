#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
rm -rf /data/cache
mkdir -p /data/images /data/cache
php /usr/share/mediawiki/maintenance/run.php update --quick
