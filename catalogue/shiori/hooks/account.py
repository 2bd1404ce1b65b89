# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the owner's account or gives it a new password (set), tries the password (verify), and sees to it that nobody
can come in with the account that Shiori makes by itself where there is none (guard)."""
import contextlib
import os
import secrets
import sqlite3
import sys

import bcrypt

DATABASE = "/data/shiori.db"
OWN_NAME, OWN_PASSWORD = "shiori", b"gopher"


def digest(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode()


def is_open(database: sqlite3.Connection) -> bool:
    """Whether the account that everybody knows is there with its password."""
    row = database.execute("SELECT password FROM account WHERE username = ?", (OWN_NAME,)).fetchone()
    return row is not None and bcrypt.checkpw(OWN_PASSWORD, row[0].encode())


def set_password(database: sqlite3.Connection, name: str, password: str) -> None:
    database.execute(
        "INSERT INTO account (username, password, owner) VALUES (?, ?, 1)"
        " ON CONFLICT (username) DO UPDATE SET password = excluded.password, owner = 1",
        (name, digest(password)),
    )
    if name != OWN_NAME and is_open(database):
        database.execute("DELETE FROM account WHERE username = ?", (OWN_NAME,))


def guard(database: sqlite3.Connection) -> None:
    if is_open(database):
        database.execute(
            "UPDATE account SET password = ? WHERE username = ?", (digest(secrets.token_urlsafe(32)), OWN_NAME)
        )
    if database.execute("SELECT count(*) FROM account").fetchone()[0] == 0:
        set_password(database, "admin", secrets.token_urlsafe(32))


def accepts(database: sqlite3.Connection, name: str, password: str) -> bool:
    row = database.execute("SELECT password FROM account WHERE username = ? AND owner = 1", (name,)).fetchone()
    return row is not None and bcrypt.checkpw(password.encode(), row[0].encode())


action = sys.argv[1]
with contextlib.closing(sqlite3.connect(DATABASE, timeout=30)) as database, database:
    if action == "guard":
        guard(database)
    elif action == "set":
        set_password(database, os.environ["ADMIN_USERNAME"], os.environ["ADMIN_PASSWORD"])
    elif not accepts(database, os.environ["ADMIN_USERNAME"], os.environ["ADMIN_PASSWORD"]):
        sys.exit("this password does not open the account")
