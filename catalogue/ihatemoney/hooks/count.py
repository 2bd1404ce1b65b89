# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people have written: projects, their members and their payments."""
import sqlite3

database = sqlite3.connect("file:/data/ihatemoney.sqlite?mode=ro", uri=True)
print(sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("project", "person", "bill")))
