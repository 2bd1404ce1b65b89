# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings the tables to this version; those of another file where one is named."""
import sys
from pathlib import Path

from canaille.backends import Backend
from canaille_site import DATABASE, site

application = site(Path(sys.argv[1]) if len(sys.argv) > 1 else DATABASE)
with application.app_context():
    Backend.instance.install(application)
