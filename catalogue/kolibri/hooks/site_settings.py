# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kolibri's settings behind a proxy that speaks HTTPS, with a key of this installation alone: Kolibri's own stands in its
source, and is the same everywhere."""
import os

from kolibri.deployment.default.settings.base import *  # noqa: F401,F403

SECRET_KEY = os.environ["SITE_SECRET_KEY"]
ROOT_URLCONF = "site_urls"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
