# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

import django

django.setup()

from pretalx.person.models import User  # noqa: E402

user = User.objects.filter(email=os.environ["ADMIN_EMAIL"], is_active=True, is_administrator=True).first()
if user is None or not user.check_password(os.environ["ADMIN_PASSWORD"]):
    sys.exit("this password does not open an administrator's account")
