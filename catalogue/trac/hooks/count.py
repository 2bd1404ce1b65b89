# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people have made: tickets and their changes, versions of pages, files, milestones."""
import sqlite3

TABLES = ("ticket", "ticket_change", "wiki", "attachment", "milestone")

database = sqlite3.connect("file:/data/trac/db/trac.db?mode=ro", uri=True)
print(sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES))
