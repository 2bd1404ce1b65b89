# SPDX-License-Identifier: AGPL-3.0-or-later
# What bepasty is told. It reads this file as its configuration.
import os
import sys

sys.path.insert(0, '/package/hooks')
import secret  # noqa: E402


class OnePassword(dict):
    """Looks at the hash at each question, so that a new password counts at once."""

    def get(self, password, default=None):
        if isinstance(password, str) and secret.opens(password):
            return 'admin,list,create,modify,read,delete'
        return default


SITENAME = os.environ['SITE_TITLE']
PERMISSIONS = OnePassword()
DEFAULT_PERMISSIONS = 'read' if os.environ['LINKS_OPEN'] == 'true' else ''
SECRET_KEY = os.environ['SESSION_KEY']
SESSION_COOKIE_SECURE = True
STORAGE_FILESYSTEM_DIRECTORY = '/data/items'
MAX_ALLOWED_FILE_SIZE = int(float(os.environ['LARGEST_MEGABYTES']) * 1000 * 1000)
MAX_BODY_SIZE = 16 * 1000 * 1000
