"""Rows of a file on their way in: temporary tables that grow chunk by chunk, and what was wrong with a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx

PEOPLE = pa.schema(
    [
        ("line", pa.int64()),
        ("email", pa.string()),
        ("first_name", pa.string()),
        ("last_name", pa.string()),
        ("external_id", pa.string()),
        ("verified", pa.bool_()),
        ("archived", pa.bool_()),
        ("department", pa.string()),
        ("location", pa.string()),
        ("manager", pa.string()),
    ]
)
OTHERS = pa.schema([("line", pa.int64()), ("address", pa.string())])
COMPLETIONS = pa.schema(
    [
        ("line", pa.int64()),
        ("email", pa.string()),
        ("first_name", pa.string()),
        ("last_name", pa.string()),
        ("course", pa.string()),
        ("completed_on", pa.date32()),
    ]
)
CERTIFICATES = pa.schema(
    [
        ("line", pa.int64()),
        ("email", pa.string()),
        ("course", pa.string()),
        ("certified_on", pa.date32()),
        ("valid_through", pa.date32()),
        ("number", pa.string()),
        ("state", pa.string()),
    ]
)
CEU_COURSES = pa.schema(
    [
        ("line", pa.int64()),
        ("ceulid", pa.string()),
        ("ceulid_key", pa.string()),
        ("title", pa.string()),
        ("hours_hundredths", pa.int32()),
        ("category", pa.string()),
        ("state", pa.string()),
        ("approved_from", pa.date32()),
        ("approved_until", pa.date32()),
        ("successor", pa.string()),
        ("successor_key", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Left:
    """A row that stays out: its line, the cell, and a code that the service puts into words."""

    line: int
    column: str
    value: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a file made something, changed something, or said what is known."""

    new: int
    updated: int
    unchanged: int


def begin(tx: Tx, name: str, schema: pa.Schema) -> None:
    """Make an empty staging table."""
    tx.load_table(name, schema.empty_table())


def append(tx: Tx, name: str, chunk: pa.Table) -> None:
    """Add a chunk to a staging table."""
    tx.load_table("incoming_chunk", chunk)
    tx.execute(f"INSERT INTO {name} SELECT * FROM incoming_chunk")
    tx.execute("DROP TABLE incoming_chunk")


def leave_out(tx: Tx, tables: Sequence[str]) -> None:
    """Take the rows whose lines stand in `bad` out of staging tables."""
    for table in tables:
        tx.execute(f"DELETE FROM {table} WHERE line IN (SELECT line FROM bad)")


def left_out(tx: Tx) -> list[Left]:
    """Return what stands in `bad`, by line, one reason a line."""
    rows = tx.query("""
        SELECT line, min(column_name), min(value), min(code)
          FROM bad
         GROUP BY line
         ORDER BY line
    """)
    return [Left(*row) for row in rows]


def mark_known(tx: Tx, org: OrgId) -> None:
    """Make `known_at(person_id, here, elsewhere)` for the people of `target`: who has to do with which organisation.

    Known means a role, a completion or a certificate, as eligibility understands it.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE known_at AS
        WITH seen AS (
            SELECT person_id, org_id = $org AS ours
              FROM membership
             WHERE ended_at IS NULL
               AND person_id IN (SELECT person_id FROM target WHERE NOT is_new)
             UNION ALL
            SELECT person_id, org_id = $org
              FROM completion
             WHERE undone_at IS NULL
               AND person_id IN (SELECT person_id FROM target WHERE NOT is_new)
             UNION ALL
            SELECT person_id, org_id = $org
              FROM certificate
             WHERE state <> 'withdrawn'
               AND person_id IN (SELECT person_id FROM target WHERE NOT is_new)
        )
        SELECT person_id, bool_or(ours) AS here, bool_or(NOT ours) AS elsewhere
          FROM seen
         GROUP BY person_id
        """,
        org=org,
    )
