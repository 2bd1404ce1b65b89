# SPDX-License-Identifier: AGPL-3.0-or-later
"""privacyIDEA as its web server starts it."""
import os

from privacyidea.app import create_app

application = create_app(config_name="production", config_file=os.environ["PRIVACYIDEA_CONFIGFILE"], silent=True)
