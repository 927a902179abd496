"""A process that changes records and publishes them again and again, until it is killed or kills itself at a point."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.analysts import publishing as analysts
from core.analysts.shelf import DRAFT, Shelf
from core.services import publishing
from core.store.db import Db, open_store
from tests.cast import SECRET

NOW = datetime.fromisoformat("2026-11-24T10:00")
POINTS: dict[str, tuple[Any, str]] = {
    "after the tables are written": (analysts, "fill"),
    "after the file has its words": (analysts, "finish"),
    "after Parquet is written": (analysts, "write_parquet"),
    "before the pointer moves": (Shelf, "_point"),
    "after the pointer has moved": (Shelf, "_point"),
}


def work(store: str, folder: str, told: Any, point: str | None) -> None:
    """Publish until the end; say the version of each that is done."""
    db = open_store(Path(store), SECRET)
    told.send(("open",))
    if point:
        _lay(point)
    for turn in range(1_000):
        _change(db)
        made = publishing.publish(db, Path(folder), NOW + timedelta(minutes=turn), SECRET)
        told.send(("published", {one.scope.slug: one.version.version for one in made}))


def _change(db: Db) -> None:
    """Add a completion and a workshop at once: a file holds both or neither."""
    with db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
            SELECT nextval('ids'), org_id, person_id, course_id, completed_on, 'online', made_at
              FROM completion
             LIMIT 1
            """
        )
        tx.execute(
            """
            INSERT INTO workshop (workshop_id, org_id, instructor_id, held_on, place, name, state, include_retakes,
                                  revision, made_by, made_at)
            SELECT nextval('ids'), org_id, person_id, completed_on, '', '', 'draft', FALSE, 0, '', made_at
              FROM completion
             LIMIT 1
            """
        )


def _lay(point: str) -> None:
    home, name = POINTS[point]
    real: Callable[..., Any] = getattr(home, name)

    def deadly(*args: Any, **named: Any) -> Any:
        if point.startswith("before"):
            os.kill(os.getpid(), signal.SIGKILL)
        real(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(home, name, deadly)


def without_drafts(store: str, folder: str, told: Any) -> None:
    """Publish as the control does: straight under the name to which the pointer leads; die half-way."""
    from contextlib import contextmanager

    @contextmanager
    def straight(self: Shelf, version: Any) -> Any:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / DRAFT).mkdir(exist_ok=True)
        self._point(version)
        yield self.folder / version.file, self.folder / version.parquet

    Shelf.writing = straight  # type: ignore[method-assign,assignment]
    work(store, folder, told, "after the tables are written")
