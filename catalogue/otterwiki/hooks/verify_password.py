# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

from otterwiki.server import app
from otterwiki.models import User  # only after the server: each asks for the other
from werkzeug.security import check_password_hash

with app.app_context():
    user = User.query.filter_by(email=os.environ["ADMIN_EMAIL"].lower(), is_admin=True).first()
    if user is None or not check_password_hash(user.password_hash, os.environ["ADMIN_PASSWORD"]):
        sys.exit("this password does not open an administrator's account")
