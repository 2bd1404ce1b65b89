# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the administrator's account, or gives it a new password."""
import os

from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore

name, password = os.environ["ADMIN_USERNAME"], os.environ["ADMIN_PASSWORD"]
store = SqlAlchemyStore()
store.init_db(os.environ["MLFLOW_BACKEND_STORE_URI"])
if store.has_user(name):
    store.update_user(name, password=password, is_admin=True)
else:
    store.create_user(name, password, is_admin=True)
