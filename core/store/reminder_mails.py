"""Mails for what stands in the temporary table `reminded`: one each, or a digest for whoever would get too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.actions import telling
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said about one course and date. `parameters` are the inside of a JSON object, `line` is a JSON string."""

    course_id: int
    counted_to: str
    counted_on: date
    parameters: str
    line: str


@dataclass(frozen=True, slots=True)
class Queued:
    """How many mails of each kind were queued, and how many people have no address that is read."""

    recertification: int = 0
    due: int = 0
    digests: int = 0
    unreachable: int = 0


def queue(tx: Tx, org: OrgId, phrases: Sequence[Phrase], most: int, on: date, now: datetime) -> Queued:
    """Queue the mails of `reminded`; whoever would get more than `most` gets one digest with all of it."""
    _address(tx)
    _phrase(tx, phrases)
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE mailed AS
        SELECT r.person_id, a.address, a.name, r.dedupe_key, p.line, r.counted_on,
               p.parameters || CASE
                   WHEN r.assignment_id IS NULL THEN ''
                   ELSE ', "link_id": ' || r.assignment_id
               END AS parameters,
               CASE WHEN r.counted_to = 'due' THEN 'due_reminder' ELSE 'recertification_reminder' END AS kind,
               count(*) OVER (PARTITION BY r.person_id) > $most AS together
          FROM reminded AS r
          JOIN reached AS a
            ON a.person_id = r.person_id
          JOIN phrase AS p
            ON p.course_id = r.course_id
           AND p.counted_to = r.counted_to
           AND p.counted_on = r.counted_on
        """,
        most=most,
    )
    _queue_each(tx, org, now)
    _queue_digests(tx, org, on, now)
    counts: dict[str, int] = dict(tx.query("SELECT kind, count(*) FROM mailed WHERE NOT together GROUP BY kind"))
    return Queued(
        int(counts.get("recertification_reminder", 0)),
        int(counts.get("due_reminder", 0)),
        int(tx.value("SELECT count(DISTINCT person_id) FROM mailed WHERE together")),
        int(tx.value("SELECT count(DISTINCT person_id) FROM reminded"))
        - int(tx.value("SELECT count(DISTINCT person_id) FROM mailed")),
    )


def _address(tx: Tx) -> None:
    """Make `reached` for everybody in `reminded`, by the one rule of who gets mail where."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT DISTINCT person_id, CAST(NULL AS VARCHAR) AS code
          FROM reminded
    """)
    telling.reach(tx)


def _phrase(tx: Tx, phrases: Sequence[Phrase]) -> None:
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        "course_id": (pa.int64(), [each.course_id for each in phrases]),
        "counted_to": (pa.string(), [each.counted_to for each in phrases]),
        "counted_on": (pa.date32(), [each.counted_on for each in phrases]),
        "parameters": (pa.string(), [each.parameters for each in phrases]),
        "line": (pa.string(), [each.line for each in phrases]),
    }
    tx.load_rows("phrase", columns)


def _queue_each(tx: Tx, org: OrgId, now: datetime) -> None:
    """What goes into a digest uses up its key as well: it is said, and never again by itself."""
    tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, last_error, made_at)
        SELECT nextval('ids'), $org, dedupe_key, kind, address, name, person_id,
               '{"name": ' || CAST(to_json(name) AS VARCHAR) || ', ' || parameters || '}',
               CASE WHEN together THEN 'cancelled' ELSE 'queued' END, $now, 0, $now,
               CASE WHEN together THEN 'Said in the digest of that day.' END, $now
          FROM mailed
         ORDER BY person_id, counted_on
            ON CONFLICT (dedupe_key) DO NOTHING
        """,
        org=org,
        now=now,
    )


def _queue_digests(tx: Tx, org: OrgId, on: date, now: datetime) -> None:
    tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), $org, 'reminder_digest:' || $org || ':' || person_id || ':' || $on, 'reminder_digest',
               min(address), min(name), person_id,
               '{"name": ' || CAST(to_json(min(name)) AS VARCHAR) || ', "count": ' || count(*) || ', "items_lines": ['
               || string_agg(line, ', ' ORDER BY counted_on, line) || ']}',
               'queued', $now, 0, $now, $now
          FROM mailed
         WHERE together
         GROUP BY person_id
         ORDER BY person_id
            ON CONFLICT (dedupe_key) DO NOTHING
        """,
        org=org,
        on=on,
        now=now,
    )
