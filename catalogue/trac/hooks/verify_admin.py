# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the account is an administrator's and its password is this one."""
import os
import sys

from acct_mgr.api import AccountManager
from trac.env import open_environment
from trac.perm import PermissionSystem

env = open_environment("/data/trac")
username = os.environ["ADMIN_USERNAME"]
if "TRAC_ADMIN" not in PermissionSystem(env).get_user_permissions(username):
    sys.exit("this account is not an administrator's")
if AccountManager(env).check_password(username, os.environ["ADMIN_PASSWORD"]) is not True:
    sys.exit("this password does not open the account")
