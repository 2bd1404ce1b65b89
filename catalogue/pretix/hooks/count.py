# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people have made: organisers, events, products, orders, positions, vouchers, customers, properties."""
import os

import psycopg2

TABLES = ["organizer", "event", "item", "order", "orderposition", "voucher", "customer", "eventmetaproperty"]

connection = psycopg2.connect(
    host=os.environ["PRETIX_DATABASE_HOST"],
    dbname=os.environ["PRETIX_DATABASE_NAME"],
    user=os.environ["PRETIX_DATABASE_USER"],
)
with connection.cursor() as cursor:
    total = 0
    for table in TABLES:
        cursor.execute(f'SELECT count(*) FROM "pretixbase_{table}"')
        total += cursor.fetchone()[0]
print(total)
