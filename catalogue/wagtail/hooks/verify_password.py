# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

import django

django.setup()

from django.contrib.auth import authenticate  # noqa: E402

user = authenticate(username=os.environ["ADMIN_USERNAME"], password=os.environ["ADMIN_PASSWORD"])
if user is None or not user.is_superuser:
    sys.exit("this password does not open an administrator's account")
