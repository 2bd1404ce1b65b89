#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to this version.
set -eu

exec /opt/app/bin/pi-manage db upgrade --directory "$(/opt/app/bin/python -c 'import os, privacyidea; print(os.path.join(os.path.dirname(privacyidea.__file__), "migrations"))')"
