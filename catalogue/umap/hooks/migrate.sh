#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to this version. Even that asks for uMap's own files, so they are gathered first.
set -eu

/opt/app/bin/python hooks/gather_files.py
exec /opt/app/bin/umap migrate --noinput
