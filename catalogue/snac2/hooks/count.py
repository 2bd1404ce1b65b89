# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many public posts there are."""
from pathlib import Path

print(sum(1 for _ in Path("/data/snac/user").glob("*/public/*.json")))
