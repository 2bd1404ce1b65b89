# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.forms.utils import get_forms_for_user

from . import results


@hooks.register("register_admin_urls")
def result_urls():
    return [
        path("results/", results.overview, name="form_results"),
        path("results/<int:page_id>/", results.of_form, name="form_result"),
    ]


class ResultsItem(MenuItem):
    def is_shown(self, request):
        return get_forms_for_user(request.user).exists()


@hooks.register("register_admin_menu_item")
def results_item():
    return ResultsItem("Results", reverse("form_results"), name="results", icon_name="form", order=701)
