"""Sets the password; it holds at once."""

import os

import password

password.keep(os.environ["ADMIN_PASSWORD"])
