# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canaille with the answers of the install form."""
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from canaille import create_app

DATA = Path(os.environ["SITE_DATA"])
KEYS = DATA / "keys.json"
DATABASE = DATA / "canaille.sqlite3"


def mail() -> dict | None:
    if not os.environ["SITE_SMTP_HOST"]:
        return None
    return {
        "HOST": os.environ["SITE_SMTP_HOST"],
        "PORT": 465,
        "SSL": True,
        "LOGIN": os.environ["SITE_SMTP_LOGIN"] or None,
        "PASSWORD": os.environ["SITE_SMTP_PASSWORD"] or None,
        "FROM_ADDR": os.environ["SITE_SMTP_FROM"] or None,
    }


def site(database: Path = DATABASE):
    address = urlsplit(os.environ["SITE_URL"])
    return create_app(
        config={
            "SECRET_KEY": os.environ["SITE_SECRET_KEY"],
            "SERVER_NAME": address.netloc,
            "PREFERRED_URL_SCHEME": address.scheme,
            "SESSION_COOKIE_SECURE": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "CANAILLE": {
                "NAME": os.environ["SITE_TITLE"],
                "DATABASE": "sql",
                "TIMEZONE": os.environ["SITE_TIMEZONE"],
                "ENABLE_REGISTRATION": False,
                "FORCE_HTTPS": False,
                "SMTP": mail(),
                "MIN_PASSWORD_LENGTH": 10,
            },
            "CANAILLE_SQL": {
                "DATABASE_URI": f"sqlite:///{database}",
                "AUTO_MIGRATE": False,
            },
            "CANAILLE_OIDC": {
                "ACTIVE_JWKS": [json.loads(KEYS.read_text())],
                "TRUSTED_DOMAINS": [],
            },
        }
    )
