# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings the tables to the version of the code. Pages that people have changed stay as they are."""
from trac.env import Environment

env = Environment("/data/trac")
if env.needs_upgrade():
    env.upgrade(backup=False)
env.shutdown()
