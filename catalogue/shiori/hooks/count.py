# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many bookmarks there are."""
import contextlib
import sqlite3

with contextlib.closing(sqlite3.connect("/data/shiori.db", timeout=30)) as database:
    print(database.execute("SELECT count(*) FROM bookmark").fetchone()[0])
