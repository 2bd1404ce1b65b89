# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the tables, the facility and the administrator, so that the page that asks a first visitor for them never opens.
Run again, it finds them."""
import os

from begin import begin

os.makedirs(os.environ["KOLIBRI_HOME"], mode=0o700, exist_ok=True)
begin(skip_update=False)

from kolibri.core.device.utils import device_provisioned, get_facility_by_name, setup_device_and_facility  # noqa: E402

if not device_provisioned():
    name = os.environ["SITE_FACILITY"]
    setup_device_and_facility(
        facility=get_facility_by_name(name),
        facility_name=name,
        preset="formal",
        # A school on the open net: whoever signs in gives a password.
        facility_settings={"learner_can_login_with_no_password": False, "learner_can_edit_password": True},
        device_settings={
            "device_name": name,
            "language_id": os.environ["SITE_LANGUAGE"],
            "landing_page": "sign-in",
            "allow_guest_access": os.environ["SITE_GUESTS"] == "true",
            "allow_peer_unlisted_channel_import": False,
            "allow_other_browsers_to_connect": True,
        },
        username=os.environ["ADMIN_USERNAME"],
        password=os.environ["ADMIN_PASSWORD"],
    )
