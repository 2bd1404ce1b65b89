# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings the tables to this version."""
import django
from django.core.management import call_command

django.setup()
call_command("migrate", interactive=False, verbosity=0)
