# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gathers uMap's own scripts, styles and pictures where they are served from: once for each version of it."""
import os
import shutil
from importlib.metadata import version
from pathlib import Path

ROOT = Path("/data/static")
STAMP = ROOT / ".gathered"
WANTED = f"{version('umap-project')} {version('django')}"

if not STAMP.exists() or STAMP.read_text() != WANTED:
    shutil.rmtree(ROOT, ignore_errors=True)

    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umap.settings")
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    STAMP.write_text(WANTED)
