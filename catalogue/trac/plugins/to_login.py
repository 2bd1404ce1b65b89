# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where only people with an account may read, a stranger at the front door is shown the way in instead of a refusal."""
from trac.core import Component, implements
from trac.web.api import IRequestFilter


class ToLogin(Component):
    implements(IRequestFilter)

    def pre_process_request(self, req, handler):
        at_front_door = req.method in ("GET", "HEAD") and req.path_info in ("", "/")
        if at_front_door and req.authname == "anonymous" and "WIKI_VIEW" not in req.perm:
            req.redirect(req.href.login())
        return handler

    def post_process_request(self, req, template, data, metadata):
        return template, data, metadata
