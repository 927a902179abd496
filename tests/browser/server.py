"""A server in a process of its own, as a person would start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from core.store.db import open_store
from tests.cast import SECRET

ROOT = Path(__file__).resolve().parents[2]
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass(slots=True)
class Server:
    """A running server: where it answers, its store, and its log."""

    url: str
    store: Path
    log: Path
    process: subprocess.Popen[bytes]

    def sign_in(self, tab: Page, name: str, path: str = "/") -> None:
        """Sign in by the demo's button of this name and wait until the page is drawn."""
        tab.goto(self.url + path)
        tab.get_by_role("button", name=name).click()
        wait_idle(tab)

    def stop(self, seconds: float = 10) -> int:
        """End the server as a service manager would; return its exit status. Raises when it takes longer."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def wait_idle(tab: Page) -> None:
    """Wait until the page's script has run to its end and everything is drawn."""
    expect(tab.locator(IDLE)).to_be_attached(timeout=20_000)
    expect(tab.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=20_000)


def start(store: Path, *, demo: bool = True, by: Sequence[str] | None = None, env: Mapping[str, str] = {}) -> Server:
    """Start a server on a store and wait until it answers. `by` is the command, given host and port."""
    if demo:
        mark_as_demo(store)
    port = free_port()
    words = by or (sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port")
    log = store.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*words, str(port)],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {
                "CERTDESK_STORE": str(store),
                "CERTDESK_SECRET": SECRET.decode(),
                "CERTDESK_OUTBOX": str(store.parent / "outbox"),
                "CERTDESK_PORT": str(port),
            }
            | dict(env),
        )
    server = Server(f"http://localhost:{port}", store, log, process)
    _wait_until_up(server)
    return server


def mark_as_demo(store: Path) -> None:
    """Say in a store, which no server has open, that its organisations are fictional."""
    db = open_store(store, SECRET)
    with db.transaction() as tx:
        tx.execute("INSERT INTO instance VALUES ('demo', 'yes') ON CONFLICT (name) DO NOTHING")
    db.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_until_up(server: Server, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            if httpx.get(f"{server.url}/healthz", timeout=2).json()["status"] == "ok":
                return
        except (httpx.HTTPError, ValueError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{server.log.read_text(errors='replace')[-4000:]}")
