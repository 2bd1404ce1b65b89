# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings the tables to this version."""
from canaille.backends import Backend
from canaille_site import site

application = site()
with application.app_context():
    Backend.instance.install(application)
