# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kolibri's addresses, and one that gives the forgery token as text, which programs that sign in need; pages take it
from a cookie. A page of another site can read neither."""
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from kolibri.deployment.default.urls import urlpatterns as kolibri_urls


def forgery_token(request):
    return HttpResponse(get_token(request), content_type="text/plain")


urlpatterns = [path("forgery-token", forgery_token), *kolibri_urls]
