#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Fixes which of the root's Ruby libraries Redmine uses. Debian does that with a lock file in /var that is made where
# it is installed; a sealed root has none, and after an update it would be the wrong one.
set -eu

mkdir -p /data/bundle
cat > "$BUNDLE_GEMFILE" <<'GEMS'
eval_gemfile '/usr/share/redmine/Gemfile'
GEMS
rm -f "$BUNDLE_GEMFILE.lock"
cd /usr/share/redmine
bundle lock --local > /dev/null
# Redmine serves them from here; those of another version would stay beside them.
rm -rf /var/cache/redmine/default/public/assets
mkdir -p /var/cache/redmine/default/public/assets /var/cache/redmine/default/tmp
