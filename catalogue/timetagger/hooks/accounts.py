"""Who may sign in: names with bcrypt hashes of their passwords, in one file of the app's data."""

import json
from pathlib import Path

FILE = Path("/data/accounts.json")


def read():
    """Of each name its hash."""
    try:
        return json.loads(FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def write(accounts):
    whole = FILE.with_suffix(".new")
    whole.touch(mode=0o600)
    whole.write_text(json.dumps(accounts), encoding="utf-8")
    whole.replace(FILE)
