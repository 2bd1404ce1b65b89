# SPDX-License-Identifier: AGPL-3.0-or-later
# Brings the tables to this version, and what is searched with them.
set -e
python -m django migrate --no-input --verbosity 0
python -m django update_index --verbosity 0 >/dev/null
