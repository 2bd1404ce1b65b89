# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the person's name and the bcrypt hash of the password into the file that Radicale reads.

Other lines of the file stay. Run again, it sets a new password.
"""
import os
import sys

import bcrypt

FILE = "/data/users"
username = os.environ.get("ADMIN_USERNAME", "")
password = os.environ.get("ADMIN_PASSWORD", "")
if not username or not password or ":" in username:
    sys.exit("ADMIN_USERNAME and ADMIN_PASSWORD are needed")

others = []
if os.path.exists(FILE):
    with open(FILE, encoding="utf-8") as users:
        others = [line for line in users if line.strip() and line.split(":", 1)[0] != username]

digest = bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode()
with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as users:
    users.writelines([f"{username}:{digest}\n", *others])
os.replace(FILE + ".new", FILE)
