# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the password is the one that ihatemoney takes from its administrator."""
import os
import sys

from werkzeug.security import check_password_hash

with open("/data/admin-password", encoding="ascii") as file:
    digest = file.read().strip()
if not check_password_hash(digest, os.environ["ADMIN_PASSWORD"]):
    sys.exit("this password is not the administrator's")
