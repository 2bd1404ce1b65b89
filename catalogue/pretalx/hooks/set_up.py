# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator and an organiser that it belongs to, by pretalx's own means."""
import os

import django

django.setup()

from django.db import transaction  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretalx.common.models.settings import GlobalSettings  # noqa: E402
from pretalx.event.domain.organiser import create_organiser_with_team  # noqa: E402
from pretalx.event.models import Organiser  # noqa: E402
from pretalx.person.models import User  # noqa: E402

email = os.environ["ADMIN_EMAIL"]

with scopes_disabled(), transaction.atomic():
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_superuser(email=email, password=os.environ["ADMIN_PASSWORD"])
    user.name = user.name or "Administrator"
    user.locale = os.environ["PRETALX_LANGUAGE_CODE"]
    user.timezone = os.environ["PRETALX_TIME_ZONE"]
    user.set_password(os.environ["ADMIN_PASSWORD"])
    user.save()
    if not Organiser.objects.exists():
        create_organiser_with_team(name=os.environ["SITE_ORGANISER"], slug="main", users=[user])
    # It would ask its makers once a day for news; new versions come from the host.
    settings = GlobalSettings().settings
    settings.set("update_check_enabled", False)
    settings.set("update_check_ack", True)
