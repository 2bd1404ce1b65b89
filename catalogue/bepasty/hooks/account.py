# SPDX-License-Identifier: AGPL-3.0-or-later
"""set: ADMIN_PASSWORD is the password from now on. verify: exits 0 when it is."""

import os
import sys

import secret

password = os.environ['ADMIN_PASSWORD']
if sys.argv[1:] == ['set']:
    secret.write(password)
elif not secret.opens(password):
    sys.exit('this is not the password')
