"""core serve: the whole app in a process of its own, on a port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.commands.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answer_of(url: str, process: subprocess.Popen[str]) -> int:
    """Return the status of the first answer, waiting for the server to come up."""
    for _ in range(150):
        try:
            return int(urllib.request.urlopen(url, timeout=2).status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.2)
    raise AssertionError("the server did not come up")


def test_the_app_runs_from_any_folder_and_logs_no_link(harbour: Terminal) -> None:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "core", "serve", "--store", harbour.store.name, "--port", str(port)]
    process = subprocess.Popen(
        words, cwd=harbour.store.parent, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        assert answer_of(f"http://127.0.0.1:{port}/signin", process) == 200
        answer_of(f"http://127.0.0.1:{port}/signin/a-secret-token", process)
        held = harbour.run("doctor")
        assert held.status == 3
        assert f"process {process.pid}" in held.err
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert "a-secret-token" not in said
    assert harbour.json("doctor")["healthy"] is True
