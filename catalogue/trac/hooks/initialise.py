# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the project: its tables, first pages and who may read. Run again, it changes nothing that is whole."""
import os
import shutil

from trac.env import Environment
from trac.perm import PermissionSystem
from trac.ticket.model import Component, Milestone, Version

PROJECT = "/data/trac"
WHOLE = "/data/trac-is-made"


def make():
    shutil.rmtree(PROJECT, ignore_errors=True)
    env = Environment(
        PROJECT,
        create=True,
        options=[
            ("inherit", "file", "/config/trac.ini"),
            ("trac", "database", "sqlite:db/trac.db"),
            ("project", "name", os.environ.get("PROJECT_TITLE", "")),
            ("project", "descr", os.environ.get("PROJECT_ABOUT", "")),
        ],
    )
    if env.needs_upgrade():
        env.upgrade(backup=False)

    # Examples that every new project would have to remove.
    for kind in (Component, Milestone, Version):
        for example in kind.select(env):
            example.delete()

    if os.environ.get("PROJECT_READERS") != "everybody":
        permissions = PermissionSystem(env)
        held = set(permissions.get_all_permissions())
        for subject, action in sorted(held):
            if subject != "anonymous":
                continue
            permissions.revoke_permission("anonymous", action)
            if ("authenticated", action) not in held:
                permissions.grant_permission("authenticated", action)
    env.shutdown()


if not os.path.exists(WHOLE):
    make()
    open(WHOLE, "w").close()
