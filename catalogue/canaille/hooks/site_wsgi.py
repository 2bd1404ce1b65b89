# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canaille as its web server starts it."""
from canaille_site import site

application = site()
