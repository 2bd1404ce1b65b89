# SPDX-License-Identifier: AGPL-3.0-or-later
"""uMap with the files that a web server in front of it would otherwise serve: its own, and symbols that people upload.

Layers of maps lie below the uploads too, but only uMap itself gives them out, to who may see them.
"""
import os

from django.conf import settings
from umap.wsgi import application as umap_application
from whitenoise import WhiteNoise

PUBLIC_UPLOADS = "/uploads/pictogram/"

own_files = WhiteNoise(umap_application, root=settings.STATIC_ROOT, prefix="static/", max_age=7 * 24 * 3600)
symbols = WhiteNoise(
    own_files, root=os.path.join(settings.MEDIA_ROOT, "pictogram"), prefix="uploads/pictogram/", autorefresh=True
)


def application(environ, start_response):
    # Looking on the disk for each request is for uploads only: they come while it runs.
    is_upload = environ.get("PATH_INFO", "").startswith(PUBLIC_UPLOADS)
    return (symbols if is_upload else own_files)(environ, start_response)
