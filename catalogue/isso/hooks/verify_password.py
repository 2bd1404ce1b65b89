# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the password is the one that is taken from moderators."""
import os
import sys

from werkzeug.security import check_password_hash

with open("/data/moderator-password", encoding="ascii") as file:
    digest = file.read().strip()
if not check_password_hash(digest, os.environ["ADMIN_PASSWORD"]):
    sys.exit("this password is not the moderators'")
