# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the person's name and the hash of the password into the file of accounts; other lines of it stay.

Run again, it sets a new password, ends the sessions of the old one, and lets a running copyparty read the file again.
"""
import argparse
import os
import signal
import sqlite3
import sys
import time

from copyparty.pwhash import PWHash

FILE = "/data/accounts.conf"
SESSIONS = "/data/state/sessions.db"
PROCESS = "/data/state/process"

username = os.environ.get("ADMIN_USERNAME", "")
password = os.environ.get("ADMIN_PASSWORD", "")
if not username or not password:
    sys.exit("ADMIN_USERNAME and ADMIN_PASSWORD are needed")

options = argparse.Namespace(ah_alg="scrypt", ah_salt=os.environ["PASSWORD_SALT"], usernames=True)
digest = PWHash(options).hash(f"{username}:{password}")

lines = ["[accounts]\n"]
if os.path.exists(FILE):
    with open(FILE, encoding="utf-8") as accounts:
        lines = [line for line in accounts if line.split(":", 1)[0].strip() != username]
lines.insert(lines.index("[accounts]\n") + 1, f"  {username}: {digest}\n")
with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as accounts:
    accounts.writelines(lines)
os.replace(FILE + ".new", FILE)

if os.path.exists(SESSIONS):
    sessions = sqlite3.connect(SESSIONS, timeout=30)
    with sessions:
        sessions.execute("delete from us where un = ?", (username,))
    sessions.close()

try:
    with open(PROCESS, encoding="ascii") as file:
        os.kill(int(file.read()), signal.SIGUSR1)
    time.sleep(3)
except (FileNotFoundError, ProcessLookupError, PermissionError):
    pass  # It is not running, or the number is now another's: the file is read at the next start.
