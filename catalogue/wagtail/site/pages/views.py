# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from wagtail.models import Page, Site


def search(request):
    """Looks through the pages that everybody may see."""
    words = request.GET.get("q", "")[:200].strip()
    found = []
    if words:
        pages = Page.objects.live().public()
        site = Site.find_for_request(request)
        if site is not None:
            pages = pages.descendant_of(site.root_page, inclusive=True)
        found = Paginator(pages.search(words), 10).get_page(request.GET.get("page"))
    return TemplateResponse(request, "pages/search.html", {"words": words, "found": found})
