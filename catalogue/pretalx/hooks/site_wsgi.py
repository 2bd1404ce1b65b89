# SPDX-License-Identifier: AGPL-3.0-or-later
"""pretalx with the files that a web server in front of it would otherwise serve: what people upload, always as a download."""
from django.conf import settings
from pretalx.wsgi import application as pretalx_application
from whitenoise import WhiteNoise


def as_download(headers, path, url):
    headers["Content-Disposition"] = "attachment"
    headers["X-Content-Type-Options"] = "nosniff"


uploads = WhiteNoise(
    pretalx_application,
    root=str(settings.MEDIA_ROOT),
    prefix="media/",
    autorefresh=True,
    add_headers_function=as_download,
)


def application(environ, start_response):
    # Looking on the disk for each request is for uploads only: they come while it runs.
    is_upload = environ.get("PATH_INFO", "").startswith("/media/")
    return (uploads if is_upload else pretalx_application)(environ, start_response)
