#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

exec perl -I/usr/share/request-tracker5/lib -e 'use RT; print "$RT::VERSION\n"'
