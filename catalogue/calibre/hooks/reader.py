# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the account that only reads, when one was asked for, and takes away one that is not asked for any more."""
import os

from calibre.srv.users import UserManager

FILE = '/data/users.sqlite'
MADE = '/data/reader'

os.umask(0o077)
users = UserManager(FILE)
name = os.environ.get('READER_NAME', '')
password = os.environ.get('READER_PASSWORD', '')
before = ''
if os.path.exists(MADE):
    with open(MADE, encoding='utf-8') as file:
        before = file.read().strip()

wanted = name if name and password else ''
if before and before != wanted and users.has_user(before):
    users.remove_user(before)


def keep(made):
    with open(MADE + '.new', 'w', encoding='utf-8') as file:
        file.write(made + '\n')
    os.replace(MADE + '.new', MADE)


if wanted == before:
    if wanted and users.has_user(wanted):
        users.change_password(wanted, password)
    elif wanted:
        users.add_user(wanted, password, readonly=True)
elif wanted and not users.has_user(wanted):
    # Written first: whatever happens then, it is known to be ours.
    keep(wanted)
    users.add_user(wanted, password, readonly=True)
else:
    # None is wanted; or the name is somebody's already, maybe the administrator's, and is left alone.
    keep('')
