# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

from privacyidea.app import create_app
from privacyidea.lib.auth import verify_db_admin

app = create_app(config_name="production", config_file=os.environ["PRIVACYIDEA_CONFIGFILE"], silent=True)
with app.app_context():
    if not verify_db_admin(os.environ["ADMIN_USERNAME"], os.environ["ADMIN_PASSWORD"]):
        sys.exit("this password does not open the administrator's account")
