# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password; whoever was signed in must sign in again."""
import os

import django


def set_password() -> None:
    from django.contrib.auth import get_user_model

    user, _ = get_user_model().objects.get_or_create(
        username=os.environ["ADMIN_USERNAME"], defaults={"email": os.environ["ADMIN_EMAIL"]}
    )
    user.is_active = user.is_staff = user.is_superuser = True
    user.set_password(os.environ["ADMIN_PASSWORD"])
    user.save()


if __name__ == "__main__":
    django.setup()
    set_password()
