"""The one password, kept as a hash in a file of the app's data."""

from pathlib import Path

from jupyter_server.auth.security import passwd, passwd_check

FILE = Path("/data/settings/password")


def keep(password):
    whole = FILE.with_suffix(".new")
    whole.touch(mode=0o600)
    whole.write_text(passwd(password), encoding="utf-8")
    whole.replace(FILE)


def is_right(password):
    try:
        kept = FILE.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return False
    return bool(password) and passwd_check(kept, password)
