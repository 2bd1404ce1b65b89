# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exits 0 when the administrator's password opens the account."""
import os
import sys

from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore

store = SqlAlchemyStore()
store.init_db(os.environ["MLFLOW_BACKEND_STORE_URI"])
name = os.environ["ADMIN_USERNAME"]
if not store.authenticate_user(name, os.environ["ADMIN_PASSWORD"]) or not store.get_user(name).is_admin:
    sys.exit("this password does not open an administrator's account")
