# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the hash of the administrator's password where site_wsgi.py reads it. Run again, it sets a new one."""
import os
import sys

from werkzeug.security import generate_password_hash

FILE = "/data/admin-password"
password = os.environ.get("ADMIN_PASSWORD", "")
if not password:
    sys.exit("ADMIN_PASSWORD is needed")

# ihatemoney warns of any other kind.
digest = generate_password_hash(password, method="pbkdf2:sha256:600000")
with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
    file.write(digest + "\n")
os.replace(FILE + ".new", FILE)
