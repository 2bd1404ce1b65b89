# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password."""
import os
import sys

from calibre.srv.users import UserManager

FILE = '/data/users.sqlite'

username = os.environ.get('ADMIN_USERNAME', '')
password = os.environ.get('ADMIN_PASSWORD', '')
if not username or not password:
    sys.exit('ADMIN_USERNAME and ADMIN_PASSWORD are needed')

os.umask(0o077)
users = UserManager(FILE)
if users.has_user(username):
    users.change_password(username, password)
else:
    users.add_user(username, password, readonly=False)
