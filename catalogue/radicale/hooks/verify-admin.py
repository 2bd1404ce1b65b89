# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the file that Radicale reads accepts the person's password."""
import os
import sys

import bcrypt

with open("/data/users", encoding="utf-8") as users:
    accounts = dict(line.strip().split(":", 1) for line in users if ":" in line)
digest = accounts.get(os.environ["ADMIN_USERNAME"])
if digest is None or not bcrypt.checkpw(os.environ["ADMIN_PASSWORD"].encode(), digest.encode()):
    sys.exit("this password does not open the account")
