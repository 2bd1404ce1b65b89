# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password."""
import os

from canaille.app import models
from canaille.backends import Backend
from canaille_site import site


def set_password() -> None:
    name = os.environ["ADMIN_USERNAME"]
    user = Backend.instance.get(models.User, user_name=name)
    if user is None:
        user = models.User(
            user_name=name,
            formatted_name="Administrator",
            family_name="Administrator",
            emails=[os.environ["ADMIN_EMAIL"]],
        )
    user.password = os.environ["ADMIN_PASSWORD"]
    Backend.instance.save(user)


if __name__ == "__main__":
    with site().app_context(), Backend.instance.session():
        set_password()
