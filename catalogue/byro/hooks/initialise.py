# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the tables, the administrator and what byro's own first page would ask. Run again, it finds them."""
import os

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from gather_files import gather  # noqa: E402
from set_password import set_password  # noqa: E402

gather()
call_command("migrate", interactive=False, verbosity=0)

from byro.common.forms.registration import get_default_entries  # noqa: E402
from byro.common.models.configuration import Configuration  # noqa: E402

with transaction.atomic():
    set_password()
    site = Configuration.get_solo()
    if not site.name:
        site.name = os.environ["SITE_TITLE"]
        site.backoffice_mail = os.environ["ADMIN_EMAIL"]
        site.mail_from = os.environ["ADMIN_EMAIL"]
        site.language = os.environ["BYRO_LANGUAGE_CODE"]
        # What is asked for a new member, until the association says otherwise.
        site.registration_form = list(get_default_entries().values())
        site.save()
