# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives the administrator's account a new password; whoever was signed in with the old one must sign in again."""
import os
import sys

import django

django.setup()

from pretalx.person.models import User  # noqa: E402

user = User.objects.filter(email=os.environ["ADMIN_EMAIL"]).first()
if user is None:
    sys.exit("there is no such account")
user.set_password(os.environ["ADMIN_PASSWORD"])
user.save()
