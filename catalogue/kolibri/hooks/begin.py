# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starts Kolibri's libraries in the way that was chosen in the install form."""
import os

INTERACTIVE = os.environ["SITE_INTERACTIVE"] == "true"
# Where small web pages of lessons are found; Kolibri would give them a port of their own.
PAGES = "/interactive/"

if INTERACTIVE:
    os.environ["KOLIBRI_ZIP_CONTENT_ORIGIN"] = os.environ["SITE_URL"]
    os.environ["KOLIBRI_ZIP_CONTENT_URL_PATH_PREFIX"] = PAGES
else:
    os.environ["KOLIBRI_PLUGIN_DISABLE"] = "kolibri.plugins.html5_viewer,kolibri.plugins.bloompub_viewer"


def begin(skip_update):
    from kolibri.utils.main import initialize

    initialize(settings="site_settings", skip_update=skip_update)
