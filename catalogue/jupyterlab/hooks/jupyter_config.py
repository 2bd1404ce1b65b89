"""What the host decides. The rest is set on its own pages, or in /data/settings."""

import os
import sys

sys.path.insert(0, "/package/hooks")

import password  # noqa: E402
from jupyter_server.auth.identity import PasswordIdentityProvider  # noqa: E402


class PasswordFile(PasswordIdentityProvider):
    """Asks the file at each sign-in, so that a new password needs no restart. Programs send it as their token."""

    def passwd_check(self, typed):
        return password.is_right(typed)

    async def get_user_token(self, handler):
        sent = self.auth_header_pat.match(handler.request.headers.get("Authorization", ""))
        if sent is None or not password.is_right(sent.group(2)):
            return None
        return self.get_user_cookie(handler) or self.generate_anonymous_user(handler)


c = get_config()  # noqa: F821
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = int(os.environ["APP_PORT"])
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.root_dir = "/data/work"
c.ServerApp.allow_remote_access = True
c.ServerApp.trust_xheaders = True
c.ServerApp.quit_button = False
c.ServerApp.identity_provider_class = PasswordFile
c.IdentityProvider.token = ""
# Any text: there is a password, and it is in the file.
c.PasswordFile.hashed_password = "in the file"
c.PasswordFile.allow_password_change = False
# Sockets instead of ports: those have owners.
c.KernelManager.transport = "ipc"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
