# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the one account (create), gives it a new password (reset), tries the password (verify)."""
import hashlib
import hmac
import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

NAME, PASSWORD = os.environ["ADMIN_USERNAME"], os.environ["ADMIN_PASSWORD"]
USER = Path("/data/snac/user") / NAME
FILE = USER / "user.json"


def hashed(nonce: str) -> str:
    """As snac keeps it."""
    return f"{nonce}:{hashlib.sha1(f'{nonce}:{NAME}:{PASSWORD}'.encode()).hexdigest()}"


def change(fields: dict[str, str]) -> None:
    user = json.loads(FILE.read_text(encoding="utf-8"))
    user.update(fields)
    new = FILE.with_suffix(".new")
    new.write_text(json.dumps(user, indent=4, ensure_ascii=False), encoding="utf-8")
    new.replace(FILE)


os.umask(0o077)
password = {"passwd": hashed(secrets.token_hex(16))}
if sys.argv[1] == "create":
    # Interrupted in the middle it has no name yet that counts, and is made anew.
    if USER.exists() and not (FILE.exists() and (USER / "key.json").exists()):
        shutil.rmtree(USER)
    if not USER.exists():
        # It prints a password of its own making, which is replaced at once.
        subprocess.run(
            ["snac", "adduser", "/data/snac", NAME], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True
        )
    change({"name": os.environ["SITE_TITLE"], **password})
elif sys.argv[1] == "reset":
    change(password)
else:
    kept = json.loads(FILE.read_text(encoding="utf-8"))["passwd"]
    if not hmac.compare_digest(hashed(kept.partition(":")[0]), kept):
        sys.exit("this password does not open the account")
