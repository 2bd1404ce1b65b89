# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

from canaille.app import models
from canaille.backends import Backend
from canaille_site import site

with site().app_context(), Backend.instance.session():
    user = Backend.instance.get(models.User, user_name=os.environ["ADMIN_USERNAME"])
    if user is None or not Backend.instance.check_user_password(user, os.environ["ADMIN_PASSWORD"])[0]:
        sys.exit("this password does not open the administrator's account")
