# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gathers pretalx's own scripts, styles and pictures where they are served from: once for each version of it."""
import shutil
from importlib.metadata import version
from pathlib import Path

ROOT = Path("/data/static")
STAMP = ROOT / ".gathered"
WANTED = f"{version('pretalx')} {version('django')}"

if not STAMP.exists() or STAMP.read_text() != WANTED:
    shutil.rmtree(ROOT, ignore_errors=True)

    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    # The schedule editor comes ready-made beside the program.
    import pretalx

    shutil.copytree(
        Path(pretalx.__file__).parent / "frontend" / "schedule-editor" / "dist", ROOT, dirs_exist_ok=True
    )
    STAMP.write_text(WANTED)
