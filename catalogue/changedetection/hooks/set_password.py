# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the salted hash of the password where serve.py reads it. Run again, it sets a new one."""
import base64
import hashlib
import os
import secrets
import sys

FILE = "/data/site-password"
password = os.environ.get("ADMIN_PASSWORD", "")
if not password:
    sys.exit("ADMIN_PASSWORD is needed")

# As the program wants it: a salt of 32 bytes and what PBKDF2 makes of both.
salt = secrets.token_bytes(32)
salted = base64.b64encode(salt + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 100_000)).decode("ascii")
with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
    file.write(salted + "\n")
os.replace(FILE + ".new", FILE)
