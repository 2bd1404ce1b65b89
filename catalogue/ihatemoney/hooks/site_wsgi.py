# SPDX-License-Identifier: AGPL-3.0-or-later
"""ihatemoney with the administrator's password of a file, so that a new one counts at once and ends older sessions."""
import hashlib

from flask import request, session
from ihatemoney import utils

PASSWORD_FILE = "/data/admin-password"
ATTEMPTS = "30/minute"

# Three attempts a minute lock out a household behind one address; codes are long enough for some more.
strict = utils.limiter.limit
utils.limiter.limit = lambda limit, **options: strict(ATTEMPTS if limit == "3/minute" else limit, **options)

from ihatemoney.run import create_app  # noqa: E402

application = create_app()


class NoMail:
    """Where no mail server was named: the page says that none was sent, without looking for one."""

    def send(self, message):
        raise OSError("no mail server is set")


if not application.config["MAIL_SERVER"]:
    application.mail = NoMail()


def password_hash():
    with open(PASSWORD_FILE, encoding="ascii") as file:
        return file.read().strip()


def mark(digest):
    return hashlib.sha256(digest.encode()).hexdigest()[:16]


@application.before_request
def take_current_password():
    digest = password_hash()
    application.config["ADMIN_PASSWORD"] = digest
    if utils.has_claim(session, "is_admin") and session.get("is_admin") != mark(digest):
        session["authz_claims"] = [claim for claim in session["authz_claims"] if claim != "is_admin"]
        session.pop("is_admin", None)


@application.after_request
def note_password(response):
    """Under the name that the menu looks for to show the way to the dashboard."""
    if utils.has_claim(session, "is_admin") and "is_admin" not in session:
        session["is_admin"] = mark(application.config["ADMIN_PASSWORD"])
    return response


@application.after_request
def keep_private(response):
    # Pages hold what only a group may see: no cache on the way keeps them.
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
