# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives everything that was written here its new address.

A post is known by its full address, and its files by the hash of that: both change, and the lists that name it. Run
again after an interruption, it finishes.
"""
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

BASE = Path("/data/snac")
OLD, NEW = os.environ["HOP3_OLD_URL"], os.environ["HOP3_URL"]
OLD_HOST, NEW_HOST = OLD.partition("://")[2], NEW.partition("://")[2]
NAMED = re.compile(r"[0-9a-f]{32}")
END = r"(?![A-Za-z0-9.:-])"
ADDRESS = re.compile(re.escape(OLD) + END)
HANDLE = re.compile("@" + re.escape(OLD_HOST) + END)


def hash_of(address: str) -> str:
    return hashlib.md5(address.encode()).hexdigest()


def files(pattern: str) -> list[Path]:
    return [path for path in BASE.glob(pattern) if path.is_file()]


def renamed(text: str) -> str:
    return HANDLE.sub(f"@{NEW_HOST}", ADDRESS.sub(NEW, text))


def rewrite(path: Path, change) -> None:
    """In place: other names of the file are to show the same."""
    before = path.read_text(encoding="utf-8")
    after = change(before)
    if after != before:
        path.write_text(after, encoding="utf-8")


if OLD != NEW:
    hashes = {}
    for path in files("object/*/*.json"):
        rewrite(path, renamed)
        address = json.loads(path.read_text(encoding="utf-8")).get("id")
        if isinstance(address, str) and (address == NEW or address.startswith(NEW + "/")):
            hashes[hash_of(OLD + address[len(NEW) :])] = hash_of(address)

    def mapped(text: str) -> str:
        return NAMED.sub(lambda found: hashes.get(found[0], found[0]), text)

    for path in [*files("*.idx"), *files("object/*/*.idx"), *files("user/*/*.idx"), *files("user/*/*/*.idx")]:
        rewrite(path, mapped)
    for path in [*files("queue/*.json"), *files("user/*/queue/*.json"), *files("user/*/user.json")]:
        rewrite(path, renamed)
    for path in [*files("object/*/*"), *files("user/*/*/*")]:
        name = mapped(path.name)
        if name == path.name or path.parent.name in ("static", "history"):
            continue
        folder = BASE / "object" / name[:2] if path.parent.parent.name == "object" else path.parent
        folder.mkdir(exist_ok=True)
        path.replace(folder / name)
    # Pages that were kept, with the old address in them; they are made again.
    for folder in BASE.glob("user/*/history"):
        shutil.rmtree(folder)
        folder.mkdir()
