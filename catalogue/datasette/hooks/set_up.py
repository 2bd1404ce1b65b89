# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes an empty database. Run again, it leaves what is there."""

# No bytes are a database without tables.
with open("/data/data.db", "ab"):
    pass
