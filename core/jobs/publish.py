"""The job that publishes: what changed within the last minute stands in the analysts' files."""

from __future__ import annotations

from datetime import datetime

from core.services import publishing
from core.settings import Settings
from core.store.db import Db

EVERY = 30.0  # seconds between two looks: with the making itself, no file is older than a minute behind its records


def publish(db: Db, settings: Settings, now: datetime) -> int:
    """Publish every scope whose records changed since its current version; return how many. `now` is UTC."""
    folder = publishing.folder_beside(db.path)
    return len(publishing.publish(db, folder, now, settings.secret, only_changed=True))
