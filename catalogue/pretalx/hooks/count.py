# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people have made: organisers, events, proposals, reviews and accounts."""
import os

import psycopg2

TABLES = ["event_organiser", "event_event", "submission_submission", "submission_review", "person_user"]

connection = psycopg2.connect(
    host=os.environ["PRETALX_DB_HOST"], dbname=os.environ["PRETALX_DB_NAME"], user=os.environ["PRETALX_DB_USER"]
)
with connection.cursor() as cursor:
    total = 0
    for table in TABLES:
        cursor.execute(f"SELECT count(*) FROM {table}")
        total += cursor.fetchone()[0]
print(total)
