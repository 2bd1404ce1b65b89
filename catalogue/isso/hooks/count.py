# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comments, those that wait among them."""
import sqlite3

database = sqlite3.connect("file:/data/comments.db?mode=ro", uri=True)
print(database.execute("SELECT count(*) FROM comments").fetchone()[0])
