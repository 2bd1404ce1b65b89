# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the key that answers are signed with, the tables and the administrator. Run again, it finds them."""
import json
import os

from canaille.backends import Backend
from canaille_site import KEYS, site
from joserfc.jwk import RSAKey
from set_password import set_password

if not KEYS.exists():
    os.umask(0o077)
    new = KEYS.with_suffix(".new")
    new.write_text(json.dumps(RSAKey.generate_key(3072, auto_kid=True).as_dict(private=True)))
    new.rename(KEYS)

application = site()
with application.app_context():
    Backend.instance.install(application)
    with Backend.instance.session():
        set_password()
