# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator, and puts OpenStreetMap's own background first."""
import os

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from umap.models import Licence, TileLayer  # noqa: E402

user = User.objects.filter(username=os.environ["ADMIN_USERNAME"]).first() or User(username=os.environ["ADMIN_USERNAME"])
user.email = os.environ["ADMIN_EMAIL"]
user.is_active = user.is_staff = user.is_superuser = True
user.set_password(os.environ["ADMIN_PASSWORD"])
user.save()

TileLayer.objects.get_or_create(
    name="OpenStreetMap",
    defaults={
        "url_template": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "attribution": "© [[https://www.openstreetmap.org/copyright|OpenStreetMap contributors]]",
        "maxZoom": 19,
        "rank": 1,
    },
)
for name, details in [
    ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("Open Database License", "https://opendatacommons.org/licenses/odbl/"),
]:
    Licence.objects.get_or_create(name=name, defaults={"details": details})
