# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read by Python before anything else: how mail is sent, in byro's own variables."""
import os

os.environ["BYRO_MAIL_HOST"] = os.environ.get("MAIL_SERVER") or "localhost"
os.environ["BYRO_MAIL_PORT"] = "465" if os.environ.get("MAIL_SERVER") else "25"
os.environ["BYRO_MAIL_SSL"] = str(bool(os.environ.get("MAIL_SERVER")))
os.environ["BYRO_MAIL_FROM"] = os.environ.get("MAIL_SENDER") or "nobody@localhost"
