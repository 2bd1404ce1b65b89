# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes snac's folder (initialise), writes what this installation differs in before each start (configure), and joins
again what a restore may have parted (relink)."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE = Path("/data/snac")


def initialise() -> None:
    if BASE.exists():
        return
    new = Path("/data/snac.new")
    shutil.rmtree(new, ignore_errors=True)
    # Address, port, host, prefix and mail address; all are set by configure.
    subprocess.run(["snac", "init", str(new)], input="\n\nlocalhost\n\n\n", text=True, check=True)
    new.rename(BASE)


def configure() -> None:
    path = BASE / "server.json"
    server = json.loads(path.read_text(encoding="utf-8"))
    scheme, _, host = os.environ["APP_URL"].partition("://")
    server.update(
        {
            "protocol": scheme,
            "host": host,
            "prefix": "",
            "address": "127.0.0.1",
            "port": int(os.environ["APP_PORT"]),
            "cssurls": [],
            "title": os.environ["SITE_TITLE"],
            "short_description": os.environ["SITE_ABOUT"],
            "show_instance_timeline": True,
            "disable_email_notifications": True,
            "proxy_media": True,
            # The password is long and made by chance.
            "badlogin_retries": 30,
        }
    )
    new = path.with_suffix(".new")
    new.write_text(json.dumps(server, indent=4, ensure_ascii=False), encoding="utf-8")
    new.replace(path)
    shutil.copytree("/var/lib/snac2/lang", BASE / "lang", dirs_exist_ok=True, copy_function=shutil.copyfile)


def relink() -> None:
    """An entry of a timeline is a second name of its object; where it is a copy, it becomes one again."""
    for entry in BASE.glob("user/*/*/*.json"):
        original = BASE / "object" / entry.name[:2] / entry.name
        if entry.parent.name in ("static", "queue", "following") or not original.exists() or original.samefile(entry):
            continue
        name = entry.with_suffix(".link")
        name.unlink(missing_ok=True)
        os.link(original, name)
        name.replace(entry)


os.umask(0o077)
{"initialise": initialise, "configure": configure, "relink": relink}[sys.argv[1]]()
