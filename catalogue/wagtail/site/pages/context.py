# SPDX-License-Identifier: AGPL-3.0-or-later
from wagtail.models import Site


def menu(request):
    """What stands in the menu of each page: the pages below the first one that ask for it."""
    site = Site.find_for_request(request)
    if site is None:
        return {"menu_pages": []}
    return {"menu_pages": site.root_page.get_children().live().in_menu().specific()}
