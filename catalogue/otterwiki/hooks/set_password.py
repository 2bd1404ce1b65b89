# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password."""
import os
from datetime import UTC, datetime

from otterwiki.server import app, db
from otterwiki.models import User  # only after the server: each asks for the other
from werkzeug.security import generate_password_hash

email = os.environ["ADMIN_EMAIL"].lower()

with app.app_context():
    user = User.query.filter_by(email=email).first()
    if user is None:
        user = User(name="Administrator", email=email, first_seen=datetime.now(UTC), last_seen=datetime.now(UTC))
        db.session.add(user)
    user.is_admin = user.is_approved = user.email_confirmed = True
    user.allow_read = user.allow_write = user.allow_upload = True
    user.password_hash = generate_password_hash(os.environ["ADMIN_PASSWORD"], method="scrypt")
    db.session.commit()
