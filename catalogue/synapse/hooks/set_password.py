# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives the administrator's account a new password while Synapse runs, and signs it out everywhere."""
import os
import subprocess
import sys

from account import connect, sign_out_everywhere, user_id

hashing = ["/opt/app/bin/hash_password", "--config", "/config/homeserver.yaml"]
made = subprocess.run(hashing, input=os.environ["ADMIN_PASSWORD"], capture_output=True, text=True, check=True)
digest = made.stdout.strip()
if not digest.startswith("$2"):
    sys.exit("Synapse made no hash of the password")

with connect() as connection, connection.cursor() as cursor:
    cursor.execute(
        "UPDATE users SET password_hash = %s, admin = 1 WHERE name = %s AND deactivated = 0", (digest, user_id())
    )
    if cursor.rowcount != 1:
        sys.exit("there is no such account")

sign_out_everywhere()
