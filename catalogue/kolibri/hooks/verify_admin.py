# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account, and Kolibri asks no visitor to set it up."""
import os
import sys

from begin import begin

begin(skip_update=True)

from kolibri.core.auth.models import FacilityUser  # noqa: E402
from kolibri.core.device.utils import device_provisioned  # noqa: E402

user = FacilityUser.objects.filter(
    username=os.environ["ADMIN_USERNAME"], devicepermissions__is_superuser=True
).first()
if user is None or not user.check_password(os.environ["ADMIN_PASSWORD"]):
    sys.exit("this password does not open an administrator's account")
if not device_provisioned():
    sys.exit("its page for a first visitor is open")
