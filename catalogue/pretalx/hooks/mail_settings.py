# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the site sends mail, in pretalx's own variables."""
import os


def set_mail():
    server = os.environ.get("MAIL_HOST", "")
    secure = os.environ.get("MAIL_SECURITY")
    os.environ["PRETALX_MAIL_HOST"] = server or "localhost"
    os.environ["PRETALX_MAIL_PORT"] = os.environ.get("MAIL_AT", "465") if server else "25"
    os.environ["PRETALX_MAIL_USER"] = os.environ.get("MAIL_USER", "")
    os.environ["PRETALX_MAIL_PASSWORD"] = os.environ.get("MAIL_CODE", "")
    os.environ["PRETALX_MAIL_SSL"] = str(bool(server) and secure == "tls")
    os.environ["PRETALX_MAIL_TLS"] = str(bool(server) and secure == "starttls")
    if os.environ.get("MAIL_SENDER"):
        os.environ["PRETALX_MAIL_FROM"] = os.environ["MAIL_SENDER"]
