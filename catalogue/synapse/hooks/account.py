# SPDX-License-Identifier: AGPL-3.0-or-later
"""The administrator's account: in Synapse's tables, and signed in to Synapse."""
import json
import os
import urllib.request

import psycopg2
import yaml

SERVER = f"http://127.0.0.1:{os.environ['APP_PORT']}"


def user_id():
    with open("/data/server-name.yaml", encoding="utf-8") as file:
        return f"@{os.environ['ADMIN_USERNAME'].lower()}:{yaml.safe_load(file)['server_name']}"


def connect():
    return psycopg2.connect(
        host=os.environ["SITE_DATABASE_HOST"],
        dbname=os.environ["SITE_DATABASE"],
        user=os.environ["SITE_DATABASE_USER"],
    )


def ask(path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    address = f"{SERVER}/_matrix/client/v3{path}"
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def sign_out_everywhere():
    """A real sign-in, and Synapse itself ends all sessions of the account, this one too."""
    who = {"type": "m.id.user", "user": user_id()}
    password = os.environ["ADMIN_PASSWORD"]
    signed_in = ask("/login", {"type": "m.login.password", "identifier": who, "password": password})
    ask("/logout/all", {}, signed_in["access_token"])
