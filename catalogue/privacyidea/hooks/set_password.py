# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password."""
import os

from privacyidea.app import create_app
from privacyidea.lib.auth import create_db_admin

app = create_app(config_name="production", config_file=os.environ["PRIVACYIDEA_CONFIGFILE"], silent=True)
with app.app_context():
    create_db_admin(os.environ["ADMIN_USERNAME"], os.environ["ADMIN_EMAIL"], os.environ["ADMIN_PASSWORD"])
