# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account or gives it a new password, which ends what was signed in with the old one."""
import os
import sys

from acct_mgr.api import AccountManager
from acct_mgr.guard import AccountGuard
from acct_mgr.model import prime_auth_session, set_user_attribute
from trac.env import open_environment
from trac.perm import PermissionSystem

username = os.environ.get("ADMIN_USERNAME", "")
password = os.environ.get("ADMIN_PASSWORD", "")
email = os.environ.get("ADMIN_EMAIL", "")
if not username or not password:
    sys.exit("ADMIN_USERNAME and ADMIN_PASSWORD are needed")

env = open_environment("/data/trac")
accounts = AccountManager(env)
is_new = not accounts.has_user(username)
if is_new:
    prime_auth_session(env, username)
    if email:
        set_user_attribute(env, username, "email", email)
accounts.set_password(username, password)
if not is_new:
    AccountGuard(env).failed_count(username, reset=True)
env.db_transaction("DELETE FROM auth_cookie WHERE name=%s", (username,))
permissions = PermissionSystem(env)
if (username, "TRAC_ADMIN") not in permissions.get_all_permissions():
    permissions.grant_permission(username, "TRAC_ADMIN")
env.shutdown()
