"""Ends well when the password is that of the account."""

import os
import sys

import accounts
import bcrypt

known = accounts.read().get(os.environ["ADMIN_USERNAME"], "")
right = known != "" and bcrypt.checkpw(os.environ["ADMIN_PASSWORD"].encode(), known.encode())
sys.exit(0 if right else 1)
