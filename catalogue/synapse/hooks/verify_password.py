# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the password opens the administrator's account."""
import os
import sys

import bcrypt
from account import connect, user_id

with connect() as connection, connection.cursor() as cursor:
    cursor.execute("SELECT password_hash, admin FROM users WHERE name = %s AND deactivated = 0", (user_id(),))
    found = cursor.fetchone()
if found is None or found[1] != 1 or not bcrypt.checkpw(os.environ["ADMIN_PASSWORD"].encode(), found[0].encode()):
    sys.exit("this password does not open an administrator's account")
