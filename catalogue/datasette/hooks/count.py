# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables, and the rows in all of them."""
import sqlite3

database = sqlite3.connect("file:/data/data.db?mode=ro", uri=True)
tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")]
quoted = ['"' + name.replace('"', '""') + '"' for name in tables]
print(len(tables) + sum(database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in quoted))
