# SPDX-License-Identifier: AGPL-3.0-or-later
"""Isso with the answers of the install form, and with a moderators' password of which only the hash is kept.

Isso compares what is typed with a password in its settings. Here these have one that is made at each start and told to
nobody; it is put in the place of what was typed when that fits the hash in the file, so a new password counts at once.
"""
import io
import os
import secrets
from urllib.parse import parse_qs, urlencode

import isso
from isso import config
from werkzeug.security import check_password_hash

PASSWORD_FILE = "/data/moderator-password"
LONGEST_FORM = 4096

inner_password = secrets.token_urlsafe(32)
settings = config.load(config.default_file())
chosen = {
    ("general", "dbpath"): "/data/comments.db",
    ("general", "host"): os.environ["SITE_WEBSITE"],
    ("general", "notify"): "smtp" if os.environ["MAIL_HOST"] and os.environ["MAIL_TO"] else "none",
    ("admin", "enabled"): "true",
    ("admin", "password"): inner_password,
    ("moderation", "enabled"): os.environ["SITE_MODERATED"],
    ("guard", "require-author"): os.environ["SITE_REQUIRE_AUTHOR"],
    ("guard", "ratelimit"): "10",
    ("server", "public-endpoint"): os.environ["SITE_URL"],
    ("hash", "salt"): os.environ["PICTURE_SALT"],
    ("smtp", "host"): os.environ["MAIL_HOST"],
    ("smtp", "port"): os.environ["MAIL_AT"],
    ("smtp", "security"): os.environ["MAIL_SECURITY"],
    ("smtp", "username"): os.environ["MAIL_USER"],
    ("smtp", "password"): os.environ["MAIL_CODE"],
    ("smtp", "to"): os.environ["MAIL_TO"],
    ("smtp", "from"): os.environ["MAIL_SENDER"] or os.environ["MAIL_TO"],
}
for (section, option), value in chosen.items():
    settings.set(section, option, value)

comments = isso.make_app(settings)


def is_right(typed):
    with open(PASSWORD_FILE, encoding="ascii") as file:
        return check_password_hash(file.read().strip(), typed)


def with_inner_password(environ):
    length = environ.get("CONTENT_LENGTH", "")
    body = environ["wsgi.input"].read(int(length)) if length.isdigit() and int(length) <= LONGEST_FORM else b""
    typed = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
    form = urlencode({"password": inner_password if typed and is_right(typed) else ""}).encode()
    return {
        **environ,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form)),
        "wsgi.input": io.BytesIO(form),
    }


def application(environ, start_response):
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] == "POST" and path.rstrip("/") == "/login":
        return comments(with_inner_password(environ), start_response)
    if path == "/" and environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING"):
        # Isso has no first page: who comes here is a moderator.
        start_response("303 See Other", [("Location", "/admin/"), ("Content-Type", "text/plain")])
        return [b"/admin/\n"]
    return comments(environ, start_response)
