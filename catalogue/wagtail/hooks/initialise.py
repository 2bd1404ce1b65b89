# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the tables, the administrator, the first page and one form. Run again, it finds them."""
import os

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from set_password import set_password  # noqa: E402
from site_address import set_address  # noqa: E402

call_command("migrate", interactive=False, verbosity=0)

from pages.models import FormField, FormPage, HomePage  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

with transaction.atomic():
    set_password()
    if not HomePage.objects.exists():
        top = Page.get_first_root_node()
        welcome = top.get_children().first()
        home = top.add_child(
            instance=HomePage(
                title=os.environ["SITE_TITLE"],
                slug="first-page",
                intro="This page is yours: sign in at its foot and change it.",
            )
        )
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": os.environ["SITE_DOMAIN"], "root_page": home, "site_name": home.title},
        )
        if welcome is not None:
            welcome.delete()
            home.refresh_from_db()
        contact = FormPage(
            title="Contact",
            slug="contact",
            show_in_menus=True,
            intro="<p>Write to us: what you send is read by whoever runs this site.</p>",
            thanks="<p>Thank you. Your message has arrived.</p>",
            subject="A message from the site",
        )
        contact.form_fields = [
            FormField(sort_order=0, label="Your name", field_type="singleline"),
            FormField(sort_order=1, label="Your address for an answer", field_type="email", required=False),
            FormField(sort_order=2, label="Your message", field_type="multiline"),
        ]
        home.add_child(instance=contact)
        for page in (home, contact):
            page.save_revision().publish()
    set_address()
