# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starts Synapse for a moment, before anybody can reach it, and makes the administrator with its own command.

The command proves by a shared secret that it may; this one is made for the moment and is in no configuration afterwards.
"""
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from account import SERVER, sign_out_everywhere

ANSWERS_WITHIN = 240


def wait_for(synapse):
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until:
        if synapse.poll() is not None:
            sys.exit(f"Synapse ended with {synapse.returncode}")
        try:
            with urllib.request.urlopen(f"{SERVER}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit("Synapse does not answer")


with tempfile.TemporaryDirectory() as folder:
    # Its alphabet needs no quoting.
    shared = Path(folder, "shared.yaml")
    shared.write_text(f"registration_shared_secret: {secrets.token_hex(32)}\n", encoding="ascii")
    password = Path(folder, "password")
    password.write_text(os.environ["ADMIN_PASSWORD"], encoding="utf-8")

    synapse = subprocess.Popen(["sh", "hooks/start.sh", "--config-path", str(shared)])
    try:
        wait_for(synapse)
        register = ["/opt/app/bin/register_new_matrix_user", "--admin", "--exists-ok", "--config", str(shared)]
        account = ["--user", os.environ["ADMIN_USERNAME"], "--password-file", str(password)]
        subprocess.run([*register, *account, SERVER], check=True)
        # The command leaves a session behind that nobody uses.
        sign_out_everywhere()
    finally:
        synapse.terminate()
        try:
            synapse.wait(60)
        except subprocess.TimeoutExpired:
            synapse.kill()
