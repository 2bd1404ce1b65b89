# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one password, kept as a hash in the app's data."""

import hashlib
import hmac
import os
import secrets

PATH = '/data/password'


def _hashed(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()


def write(password: str) -> None:
    salt = secrets.token_hex(16)
    descriptor = os.open(PATH + '.new', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, 'w') as file:
        file.write(f'{salt}:{_hashed(password, salt)}\n')
        file.flush()
        os.fsync(file.fileno())
    os.replace(PATH + '.new', PATH)


def opens(password: str) -> bool:
    with open(PATH) as file:
        salt, kept = file.read().strip().split(':')
    return hmac.compare_digest(_hashed(password, salt), kept)
