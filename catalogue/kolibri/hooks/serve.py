# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kolibri on its one port; with small web pages of lessons below it where the install form says so."""
import os

from begin import INTERACTIVE, PAGES, begin

begin(skip_update=False)

from kolibri.utils import server  # noqa: E402

if INTERACTIVE:
    from kolibri.deployment.default import alt_wsgi, wsgi

    kolibri_site = wsgi.application

    def application(environ, start_response):
        is_page = environ.get("PATH_INFO", "").startswith(PAGES)
        return (alt_wsgi.alt_application if is_page else kolibri_site)(environ, start_response)

    wsgi.application = application

server.start(port=int(os.environ["KOLIBRI_HTTP_PORT"]), zip_port=0, serve_http=True, background=False)
