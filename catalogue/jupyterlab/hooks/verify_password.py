"""Ends well when the password is the one that is kept."""

import os
import sys

import password

sys.exit(0 if password.is_right(os.environ["ADMIN_PASSWORD"]) else 1)
