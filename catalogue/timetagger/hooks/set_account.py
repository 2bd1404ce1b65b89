"""Makes the first account, or gives it a new password; others stay."""

import os

import accounts
import bcrypt

password = os.environ["ADMIN_PASSWORD"].encode()
known = accounts.read()
known[os.environ["ADMIN_USERNAME"]] = bcrypt.hashpw(password, bcrypt.gensalt()).decode()
accounts.write(known)
