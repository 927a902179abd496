"""Two organisations and short ways to bring rows in and look at what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.services import courses, imports, setup
from core.services.desk import Desk
from core.services.imports import Chunk, Outcome, Source
from core.store.db import Db, Row, open_store
from core.store.imports import staging

NOW = datetime.fromisoformat("2026-03-01T09:00")
COURSES = b"""
[[course]]
code = "BLS-1"
title = "BLS Rescuer"
family = "BLS"
months = 24
rule = "end_of_month"
[[course]]
code = "FA"
title = "First Aid"
"""
Cells = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bodies:
    """Harbour and North, each with Olga's or Nils's desk as an operator."""

    db: Db
    harbour: Desk
    north: Desk

    def rows(self, sql: str, **params: Any) -> list[Row]:
        with self.db.reading() as tx:
            return tx.query(sql, **params)

    def names(self, address: str) -> tuple[str, str]:
        (found,) = self.rows(
            """
            SELECT p.first_name, p.last_name
              FROM person AS p
              JOIN address AS a ON a.person_id = p.person_id
             WHERE a.address = $address
            """,
            address=address,
        )
        return found[0], found[1]

    def owner(self, address: str) -> int | None:
        found = self.rows("SELECT person_id FROM address WHERE address = $address", address=address)
        return int(found[0][0]) if found else None

    def addresses(self, address: str) -> list[tuple[str, str, bool]]:
        """Return (address, kind, verified) of everything that the owner of an address has."""
        found = self.rows(
            """
            SELECT address, kind, verified_at IS NOT NULL
              FROM address
             WHERE person_id IN (SELECT person_id FROM address WHERE address = $address)
             ORDER BY address
            """,
            address=address,
        )
        return [(row[0], row[1], row[2]) for row in found]


@contextmanager
def two_bodies(folder: Path) -> Iterator[Bodies]:
    """Yield a store with two organisations that teach the same courses."""
    db = open_store(folder / "store.duckdb", b"key")
    setup.init(db, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW)
    setup.init(db, "north", "Northern Vet Board", "America/New_York", "USD", NOW)
    harbour, north = (setup.desk_for(db, slug, None, "operator", None, NOW) for slug in ("harbour", "north"))
    for desk in (harbour, north):
        courses.import_file(desk, COURSES)
    yield Bodies(db, harbour, north)
    db.close()


def people(desk: Desk, *rows: Cells, **how: Any) -> Outcome:
    """Bring people in: a dict a row, on lines from 2 on; `others` lists other addresses."""
    return _bring(desk, "people", staging.PEOPLE, rows, **how)


def completions(desk: Desk, *rows: Cells, **how: Any) -> Outcome:
    return _bring(desk, "completions", staging.COMPLETIONS, rows, **how)


def certificates(desk: Desk, *rows: Cells, **how: Any) -> Outcome:
    return _bring(desk, "certificates", staging.CERTIFICATES, rows, **how)


def chunk(schema: pa.Schema, rows: Sequence[Cells]) -> Chunk:
    """Return rows as intake hands them over: absent texts empty, absent flags and dates missing."""
    columns = {}
    for field in schema:
        empty = "" if field.type == pa.string() else None
        columns[field.name] = pa.array(
            [line if field.name == "line" else row.get(field.name, empty) for line, row in enumerate(rows, 2)],
            field.type,
        )
    others = [(line, other) for line, row in enumerate(rows, 2) for other in row.get("others", ())]
    pairs = {"line": [line for line, _ in others], "address": [address for _, address in others]}
    return Chunk(pa.table(columns, schema=schema), pa.table(pairs, schema=staging.OTHERS))


def _bring(desk: Desk, kind: str, schema: pa.Schema, rows: Sequence[Cells], **how: Any) -> Outcome:
    return imports.bring_in(desk, Source(kind, f"{kind}.csv", "0" * 64), [chunk(schema, rows)], **how)


def counted(outcome: Outcome) -> tuple[int, int, int, list[tuple[int, str]]]:
    """Return (new, updated, unchanged, [(line, code) of every problem])."""
    counts = outcome.counts
    return counts.new, counts.updated, counts.unchanged, [(one.line, one.code) for one in outcome.problems]
