# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints how much there is: pages, answers to forms, pictures and documents."""
import django

django.setup()

from wagtail.contrib.forms.models import FormSubmission  # noqa: E402
from wagtail.documents.models import Document  # noqa: E402
from wagtail.images.models import Image  # noqa: E402
from wagtail.models import Page  # noqa: E402

print(sum(kind.objects.count() for kind in (FormSubmission, Document, Image, Page)))
