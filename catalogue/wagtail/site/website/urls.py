# SPDX-License-Identifier: AGPL-3.0-or-later
from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as page_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from pages.views import search


def healthy(_request):
    return HttpResponse("healthy", content_type="text/plain")


urlpatterns = [
    path("healthz/", healthy),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("search/", search, name="search"),
    # Pictures as pages show them. Documents go through their own view, which knows who may see them.
    re_path(r"^media/(?P<path>(?:images|avatar_images)/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(page_urls)),
]
