# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turns the account that comes with the tables, whose password everybody knows, into the administrator's, and makes an
organiser that it belongs to."""
import os

import django

django.setup()

from django.db import transaction  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Organizer, Team, User  # noqa: E402
from pretix.base.settings import GlobalSettingsObject  # noqa: E402

email = os.environ["ADMIN_EMAIL"]

with scopes_disabled(), transaction.atomic():
    user = User.objects.filter(email="admin@localhost").first() or User.objects.filter(email=email).first() or User()
    user.email = email
    user.fullname = user.fullname or "Administrator"
    user.locale = os.environ["PRETIX_LOCALE_DEFAULT"]
    user.timezone = os.environ["PRETIX_LOCALE_TIMEZONE"]
    user.is_active = user.is_staff = True
    user.needs_password_change = False
    user.set_password(os.environ["ADMIN_PASSWORD"])
    user.save()

    if not Organizer.objects.exists():
        organiser = Organizer.objects.create(name=os.environ["SITE_ORGANISER"], slug="main")
        team = Team.objects.create(
            organizer=organiser,
            name="Administrators",
            all_events=True,
            all_event_permissions=True,
            all_organizer_permissions=True,
        )
        team.members.add(user)
        # It would tell its makers once a day that it is there; new versions come from the host.
        site = GlobalSettingsObject().settings
        site.set("update_check_perform", False)
        site.set("update_check_ack", True)
