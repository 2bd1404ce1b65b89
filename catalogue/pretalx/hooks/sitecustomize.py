# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read by Python before anything else: the same settings for the site, the worker and the jobs."""
from mail_settings import set_mail

set_mail()
