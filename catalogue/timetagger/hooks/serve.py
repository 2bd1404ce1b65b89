"""
TimeTagger's own script, but for who may sign in: its accounts are in a file instead of the environment, so that a new
password holds at once; nobody is let in without one because they come from this computer; and what the sign-in page
sends in base64 may come as plain JSON too.
"""

import base64
import json

import accounts
import asgineer
import timetagger.__main__ as app
from timetagger import config


class Credentials(dict):
    def get(self, name, default=""):
        return accounts.read().get(name, default)


app.CREDENTIALS = Credentials()
sign_in = app.get_webtoken


class Asked:
    """The request, with what it says in the form that TimeTagger reads."""

    def __init__(self, request, body):
        self._request = request
        self._body = body

    def __getattr__(self, name):
        return getattr(self._request, name)

    async def get_body(self, *_):
        return self._body


async def with_password(request):
    body = await request.get_body()
    if body.lstrip().startswith(b"{"):
        body = base64.b64encode(body)
    try:
        method = json.loads(base64.b64decode(body)).get("method")
    except (ValueError, AttributeError):
        return 400, {}, "this is no sign-in"
    if method != "usernamepassword":
        return 403, {}, "forbidden: sign in with name and password"
    return await sign_in(Asked(request, body))


app.get_webtoken = with_password
main_handler = app.main_handler

if __name__ == "__main__":
    asgineer.run(main_handler, "uvicorn", config.bind, log_level="warning")
