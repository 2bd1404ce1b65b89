# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when Datasette accepts the administrator's password."""
import os
import sys

from datasette_auth_passwords.utils import verify_password

with open("/data/admin-password", encoding="ascii") as file:
    digest = file.read()
if not verify_password(os.environ["ADMIN_PASSWORD"], digest):
    sys.exit("this password does not open the account")
