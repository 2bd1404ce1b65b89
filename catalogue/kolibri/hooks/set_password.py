# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives the administrator's account a new password; whoever was signed in with the old one must sign in again."""
import os
import sys

from begin import begin

begin(skip_update=True)

from kolibri.core.auth.models import FacilityUser  # noqa: E402

user = FacilityUser.objects.filter(
    username=os.environ["ADMIN_USERNAME"], devicepermissions__is_superuser=True
).first()
if user is None:
    sys.exit("there is no such account")
user.set_password(os.environ["ADMIN_PASSWORD"])
user.save()
