# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the key that answers are signed with, the tables and the administrator. Run again, it finds them."""
import json
import os
import subprocess
import sys
from pathlib import Path

from canaille.backends import Backend
from canaille_site import DATABASE, KEYS, site
from joserfc.jwk import RSAKey
from set_password import set_password

if not KEYS.exists():
    os.umask(0o077)
    new = KEYS.with_suffix(".new")
    new.write_text(json.dumps(RSAKey.generate_key(3072, auto_kid=True).as_dict(private=True)))
    new.rename(KEYS)

# Tables that were being made when the power went cannot be made further: they are begun again.
if not DATABASE.exists():
    new = DATABASE.with_suffix(".new")
    for left in (new, Path(f"{new}-journal")):
        left.unlink(missing_ok=True)
    subprocess.run([sys.executable, Path(__file__).with_name("migrate.py"), new], check=True)
    new.rename(DATABASE)

with site().app_context(), Backend.instance.session():
    set_password()
