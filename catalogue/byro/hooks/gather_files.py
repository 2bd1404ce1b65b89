# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gathers byro's own scripts, styles and pictures where they are served from: once for each version of it."""
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import call_command

ROOT = Path(os.environ["BYRO_FILESYSTEM_STATIC"])
STAMP = ROOT / ".gathered"
WANTED = f"{version('byro')} {version('django')}"


def gather() -> None:
    if STAMP.exists() and STAMP.read_text() == WANTED:
        return
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("compress", verbosity=0)
    STAMP.write_text(WANTED)


if __name__ == "__main__":
    django.setup()
    gather()
