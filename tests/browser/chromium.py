"""Which Chromium drives the journeys. Run as a program it brings one to a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE = "There is no Chromium, so the journeys cannot run. Install one, or set CERTDESK_CHROMIUM to its path."


def find() -> str | None:
    """Return the path of a Chromium of this machine, of its own or Playwright's; None when there is none."""
    given = os.environ.get("CERTDESK_CHROMIUM")
    installed = given or next((path for path in map(shutil.which, NAMES) if path), None)
    return installed or _downloaded()


def _downloaded() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def bring() -> str | None:
    """Install a Chromium where there is none: Debian's as root, else Playwright's own; return its path or None."""
    return find() or _from_debian() or _from_playwright()


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for words in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
        subprocess.run(words, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    return find()


def _from_playwright() -> str | None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


if __name__ == "__main__":
    print(bring() or NONE)
