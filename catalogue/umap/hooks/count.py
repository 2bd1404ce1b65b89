# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people have made: maps, layers, teams and accounts."""
import os

import psycopg

TABLES = ["umap_map", "umap_datalayer", "umap_team", "auth_user"]

with psycopg.connect(
    host=os.environ["SITE_DATABASE_HOST"],
    dbname=os.environ["SITE_DATABASE"],
    user=os.environ["SITE_DATABASE_USER"],
) as connection:
    print(sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES))
