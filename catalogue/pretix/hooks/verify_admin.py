# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account, and the one that came with the tables is gone."""
import os
import sys

import django

django.setup()

from pretix.base.models import User  # noqa: E402

user = User.objects.filter(email=os.environ["ADMIN_EMAIL"], is_active=True, is_staff=True).first()
if user is None or not user.check_password(os.environ["ADMIN_PASSWORD"]):
    sys.exit("this password does not open an administrator's account")
if User.objects.filter(email="admin@localhost").exists():
    sys.exit("the account admin@localhost is still there")
