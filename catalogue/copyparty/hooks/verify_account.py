# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the file that copyparty reads accepts the person's password."""
import argparse
import os
import sys

from copyparty.pwhash import PWHash

username = os.environ["ADMIN_USERNAME"]
options = argparse.Namespace(ah_alg="scrypt", ah_salt=os.environ["PASSWORD_SALT"], usernames=True)
digest = PWHash(options).hash(f"{username}:{os.environ['ADMIN_PASSWORD']}")
with open("/data/accounts.conf", encoding="utf-8") as accounts:
    known = [line.strip() for line in accounts]
if f"{username}: {digest}" not in known:
    sys.exit("this password does not open the account")
