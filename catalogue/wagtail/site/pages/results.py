# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was answered to each form, counted: for whoever may see its answers."""
from collections import Counter

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from wagtail.contrib.forms.utils import get_forms_for_user

CHOICES = {"dropdown", "multiselect", "radio", "checkboxes"}


def overview(request):
    forms = []
    for page in get_forms_for_user(request.user).specific():
        answers = page.get_submission_class().objects.filter(page=page).order_by("-submit_time")
        newest = answers.first()
        forms.append({"page": page, "answers": answers.count(), "newest": newest and newest.submit_time})
    return TemplateResponse(request, "pages/admin/results.html", {"forms": forms})


def of_form(request, page_id):
    page = get_object_or_404(get_forms_for_user(request.user), pk=page_id).specific
    answers = list(
        page.get_submission_class().objects.filter(page=page).order_by("-submit_time").values_list("form_data", flat=True)
    )
    questions = [question(field, [data.get(field.clean_name) for data in answers]) for field in page.get_form_fields()]
    return TemplateResponse(
        request, "pages/admin/result.html", {"form_page": page, "answers": len(answers), "questions": questions}
    )


def question(field, values):
    given = [value for value in values if value not in (None, "", [])]
    counted = {"label": field.label, "given": len(given)}
    if field.field_type == "checkbox":
        yes = sum(1 for value in values if value is True)
        return {**counted, "given": len(values), "bars": bars([("✓", yes), ("–", len(values) - yes)], len(values))}
    if field.field_type in CHOICES:
        chosen = Counter()
        for value in given:
            chosen.update(value if isinstance(value, list) else [value])
        offered = [choice.strip() for choice in field.choices.replace("\n", ",").split(",") if choice.strip()]
        # What was offered once and chosen then stays.
        offered += [choice for choice in chosen if choice not in offered]
        return {**counted, "bars": bars([(choice, chosen[choice]) for choice in offered], len(given))}
    if field.field_type == "number":
        numbers = [float(value) for value in given if is_number(value)]
        if numbers:
            counted["numbers"] = {
                "least": min(numbers), "mean": sum(numbers) / len(numbers), "most": max(numbers), "sum": sum(numbers)
            }
        return counted
    return {**counted, "texts": [str(value) for value in given[:10]]}


def bars(pairs, total):
    return [{"name": name, "count": count, "share": round(100 * count / total) if total else 0} for name, count in pairs]


def is_number(value):
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
