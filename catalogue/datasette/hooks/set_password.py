# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the hash of the administrator's password where Datasette reads it at each sign-in. Run again, it sets a new one."""
import os
import sys

from datasette_auth_passwords.utils import hash_password

FILE = "/data/admin-password"
password = os.environ.get("ADMIN_PASSWORD", "")
if not password:
    sys.exit("ADMIN_PASSWORD is needed")

with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
    file.write(hash_password(password) + "\n")
os.replace(FILE + ".new", FILE)
