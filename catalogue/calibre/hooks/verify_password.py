# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens an account that may change books."""
import hmac
import os
import sys

from calibre.srv.users import UserManager

users = UserManager('/data/users.sqlite')
username = os.environ['ADMIN_USERNAME']
kept = users.get(username) or ''
if not hmac.compare_digest(kept.encode(), os.environ['ADMIN_PASSWORD'].encode()) or users.is_readonly(username):
    sys.exit('this password does not open the account')
