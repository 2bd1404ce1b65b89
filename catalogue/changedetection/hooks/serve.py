# SPDX-License-Identifier: AGPL-3.0-or-later
"""changedetection.io with a password that cannot be taken away in its own settings.

The program reads its password when it starts. Here the file that set_password.py writes is looked at before each
request: a new password counts at once, and whoever was signed in with the one before must sign in again.
"""
import hashlib
import logging
import os
import sys

import changedetectionio
from changedetectionio.flask_app import app

PASSWORD_FILE = "/data/site-password"
SECRET_FILE = "/data/secret.txt"


def salted_password():
    with open(PASSWORD_FILE, encoding="ascii") as file:
        salted = file.read().strip()
    if not salted:
        sys.exit("there is no password: nobody is let in")
    return salted


class Locked:
    """In front of the program's own pages."""

    def __init__(self, inner):
        self.inner = inner
        self.stamp = None

    def look(self):
        status = os.stat(PASSWORD_FILE)
        stamp = (status.st_ino, status.st_mtime_ns)
        if stamp == self.stamp:
            return
        salted = salted_password()
        os.environ["SALTED_PASS"] = salted
        # Its pages ask the store whether there is a password.
        app.config["DATASTORE"].data["settings"]["application"]["password"] = salted
        with open(SECRET_FILE, encoding="utf-8") as file:
            app.secret_key = hashlib.sha256(f"{file.read().strip()} {salted}".encode()).hexdigest()
        self.stamp = stamp

    def __call__(self, environ, start_response):
        self.look()
        return self.inner(environ, start_response)


if __name__ == "__main__":
    os.environ["SALTED_PASS"] = salted_password()
    app.config.update(
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=True,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
    # One line for each request, with the keys of feeds in it.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app.wsgi_app = Locked(app.wsgi_app)
    sys.argv = ["changedetection.io", "-h", "127.0.0.1", "-p", os.environ["SITE_PORT"], "-d", "/data"]
    changedetectionio.main()
