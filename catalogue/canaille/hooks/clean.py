# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes away codes and tokens that nobody can use any more."""
import sys

from canaille.commands import cli
from canaille_site import site

result = site().test_cli_runner().invoke(cli, ["clean"])
if result.exit_code != 0:
    sys.exit(f"expired tokens were not taken away: {result.exception}")
