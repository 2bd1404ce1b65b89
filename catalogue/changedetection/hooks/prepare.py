# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the store without the examples that would be fetched, or brings one that is there to this version."""
from changedetectionio import get_version
from changedetectionio.store import ChangeDetectionStore

ChangeDetectionStore(datastore_path="/data", include_default_watches=False, version_tag=get_version())
