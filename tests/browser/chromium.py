"""Which Chromium drives the journeys: one that is installed, else the one that Playwright downloaded."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium of this machine; None lets Playwright take its own, or say that there is none."""
    given = os.environ.get("CERTDESK_CHROMIUM")
    return given or next((path for path in map(shutil.which, NAMES) if path), None)
