# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the hash of the moderators' password where site_wsgi.py reads it. Run again, it sets a new one."""
import os
import sys

from werkzeug.security import generate_password_hash

FILE = "/data/moderator-password"
password = os.environ.get("ADMIN_PASSWORD", "")
if not password:
    sys.exit("ADMIN_PASSWORD is needed")

with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
    file.write(generate_password_hash(password) + "\n")
os.replace(FILE + ".new", FILE)
