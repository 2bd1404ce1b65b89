# SPDX-License-Identifier: AGPL-3.0-or-later
"""Removes the items whose time is over: bepasty does so with each one that it looks at."""

from bepasty.app import create_app
from bepasty.views.filelist import file_infos

with create_app().app_context():
    print(sum(1 for _ in file_infos()), 'items are kept')
