"""A sender in a process of its own, to be killed: opens the store, says so, and sends until nothing is due."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from core import settings
from core.jobs.send_mail import send_due
from core.store.db import open_store


def main() -> None:
    now = datetime.fromisoformat(sys.argv[2])
    found = settings.load(store=sys.argv[1])
    db = open_store(Path(sys.argv[1]), found.secret)
    print("open", flush=True)
    send_due(db, found, lambda: now)
    db.close()


if __name__ == "__main__":
    main()
