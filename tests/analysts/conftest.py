"""The demo's store and what is published of it, made once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from core.services import demo, publishing
from core.store.db import Db, open_store

NOW = datetime.fromisoformat("2026-11-24T10:00")
SECRET = b"a key for tests"


@dataclass(frozen=True, slots=True)
class Press:
    """A filled store and the folder into which it was published, with names too."""

    db: Db
    folder: Path

    def shelf(self, slug: str | None = None, *, named: bool = False) -> Path:
        """Return the folder of an organisation's versions, or of the owner's."""
        of_whom = self.folder / "organisations" / slug if slug else self.folder
        return of_whom / "named" if named else of_whom

    def ask(self, sql: str, slug: str | None = None, *, named: bool = False) -> list[tuple[object, ...]]:
        """Return what plain DuckDB answers from the first version."""
        file = self.shelf(slug, named=named) / "analytics-1.duckdb"
        with duckdb.connect(str(file), read_only=True) as own:
            return own.execute(sql).fetchall()


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    place = tmp_path_factory.mktemp("press")
    db = open_store(place / "store.duckdb", SECRET)
    demo.fill(db, NOW, SECRET, "http://localhost:8501")
    publishing.publish(db, place / "out", NOW, SECRET, named=True)
    yield Press(db, place / "out")
    db.close()
