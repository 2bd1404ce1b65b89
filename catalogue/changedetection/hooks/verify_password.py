# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the password fits the hash that serve.py reads."""
import base64
import hashlib
import hmac
import os
import sys

with open("/data/site-password", encoding="ascii") as file:
    salted = base64.b64decode(file.read())
salt = salted[:32]
tried = salt + hashlib.pbkdf2_hmac("sha256", os.environ["ADMIN_PASSWORD"].encode(), salt, 100_000)
if len(salted) != 64 or not hmac.compare_digest(tried, salted):
    sys.exit("this password does not open the site")
