# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module of Synapse: the page that opens at the server's address. It says how to go on, and lets the administrator
make accounts through Synapse's own interface, from the browser. It holds no data and decides nothing itself."""
from pathlib import Path

from synapse.module_api import ModuleApi
from twisted.web.resource import NoResource, Resource

FOLDER = Path(__file__).parent / "page"
KINDS = {"page.html": "text/html", "page.css": "text/css", "page.js": "text/javascript"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class File(Resource):
    isLeaf = True

    def __init__(self, name):
        super().__init__()
        self.kind = KINDS[name]
        self.content = (FOLDER / name).read_bytes()

    def render_GET(self, request):
        request.setHeader("Content-Type", f"{self.kind}; charset=utf-8")
        for name, value in HEADERS.items():
            request.setHeader(name, value)
        return self.content


class Folder(Resource):
    def __init__(self):
        super().__init__()
        self.files = {name.encode(): File(name) for name in KINDS}
        self.files[b""] = self.files[b"page.html"]

    def render_GET(self, request):
        request.redirect(b"accounts/")
        return b""

    def getChild(self, name, request):
        return self.files.get(name) or NoResource()


class AccountsPage:
    def __init__(self, config: dict, api: ModuleApi):
        api.register_web_resource("/_synapse/client/accounts", Folder())

    @staticmethod
    def parse_config(config: dict) -> dict:
        return config
