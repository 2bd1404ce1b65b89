# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the site under which address it is reached: it is part of every link that leaves it."""
import os
from urllib.parse import urlsplit

import django


def set_address() -> None:
    from wagtail.models import Site

    url = urlsplit(os.environ["SITE_URL"])
    wanted = (url.hostname, url.port or (443 if url.scheme == "https" else 80))
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and (site.hostname, site.port) != wanted:
        site.hostname, site.port = wanted
        site.save()


if __name__ == "__main__":
    django.setup()
    set_address()
