# SPDX-License-Identifier: AGPL-3.0-or-later
"""uMap's settings for this site; everything that differs comes by the environment."""
import os
from urllib.parse import urlsplit

_url = urlsplit(os.environ["SITE_URL"])

SECRET_KEY = os.environ["SITE_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = [os.environ["SITE_DOMAIN"]]
CSRF_TRUSTED_ORIGINS = [f"{_url.scheme}://{_url.netloc}"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": os.environ["SITE_DATABASE"],
        "USER": os.environ["SITE_DATABASE_USER"],
        "HOST": os.environ["SITE_DATABASE_HOST"],
    }
}

STATIC_ROOT = "/data/static"
MEDIA_ROOT = "/data/uploads"
# Open data that was fetched for a map, for as long as the map says.
AJAX_PROXY_CACHE_DIR = "/data/proxy-cache"
TIME_ZONE = os.environ["SITE_TIMEZONE"]

SITE_URL = os.environ["SITE_URL"]
SHORT_SITE_URL = None
SITE_NAME = os.environ["SITE_TITLE"]
SITE_DESCRIPTION = os.environ["SITE_TITLE"]
ENABLE_ACCOUNT_LOGIN = True
UMAP_ALLOW_ANONYMOUS = os.environ["SITE_ANONYMOUS"] == "true"
UMAP_DEMO_SITE = False
LEAFLET_LATITUDE = float(os.environ["SITE_LATITUDE"])
LEAFLET_LONGITUDE = float(os.environ["SITE_LONGITUDE"])
