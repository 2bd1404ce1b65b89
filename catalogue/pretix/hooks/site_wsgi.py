# SPDX-License-Identifier: AGPL-3.0-or-later
"""pretix with the files that a web server in front of it would otherwise serve: its own, and what organisers upload.

Tickets, invoices and exports lie below the uploads too, but only pretix itself gives them out, to who may have them.
"""
import os

from pretix import settings
from pretix.wsgi import application as pretix_application
from whitenoise import WhiteNoise

PUBLIC_UPLOADS = ("/media/pub/",)

own_files = WhiteNoise(pretix_application, root=settings.STATIC_ROOT, prefix="static/", max_age=7 * 24 * 3600)
uploads = WhiteNoise(own_files, root=os.path.join(settings.MEDIA_ROOT, "pub"), prefix="media/pub/", autorefresh=True)


def application(environ, start_response):
    path = environ.get("PATH_INFO", "")
    if path.startswith("/media/") and not path.startswith(PUBLIC_UPLOADS):
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"Not found\n"]
    # Looking on the disk for each request is for uploads only: they come while it runs.
    return (uploads if path.startswith(PUBLIC_UPLOADS) else own_files)(environ, start_response)
