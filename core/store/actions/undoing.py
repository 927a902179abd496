"""Taking a list action back: the temporary table `undoing`, a row for each that the action changed.

undoing: person_id, family, assignment_id, code (why it is kept; absent: it is reversed), old_on, new_on, by_hand
gone: the mails of reversed rows that left already: mail_id, person_id, assignment_id, to_address, to_name, course, day
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.model import OrgId
from core.store import outbox
from core.store.db import Tx

_ROW = "hash(person_id, family, assignment_id, code, old_on, new_on, by_hand)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that stays as it is, or a mail that cannot be called back."""

    address: str
    name: str
    family: str
    code: str
    day: date | None


def counts(tx: Tx) -> tuple[int, int, int]:
    """Return how many rows are reversed, how many are kept, and how many mails have left."""
    row = tx.query("SELECT count(CASE WHEN code IS NULL THEN 1 END), count(code) FROM undoing")[0]
    return int(row[0]), int(row[1]), int(tx.value("SELECT count(*) FROM gone"))


def digest(tx: Tx) -> list[Any]:
    """Return numbers that change whenever a row or a mail does."""
    rows = tx.query(f"SELECT count(*), bit_xor({_ROW}), CAST(sum({_ROW} % 1000000007) AS BIGINT) FROM undoing")
    return [*rows, *tx.query("SELECT count(*), sum(mail_id) FROM gone")]


def find_gone(tx: Tx, org: OrgId, prefix: str, suffix: str = "") -> None:
    """Make `gone` from the mails about assignments of reversed rows, whose keys are prefix, assignment and suffix."""
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gone AS
        SELECT o.mail_id, o.person_id, u.assignment_id, o.to_address, o.to_name, u.family,
               CAST(coalesce(o.sent_at, o.release_at) AS DATE) AS day
          FROM undoing AS u
          JOIN outbox AS o
            ON o.dedupe_key = $prefix || u.assignment_id || $suffix
         WHERE u.code IS NULL
           AND o.org_id = $org
           AND o.state IN {outbox.LEFT}
        """,
        org=org,
        prefix=prefix,
        suffix=suffix,
    )


def nothing_gone(tx: Tx) -> None:
    """Make `gone` for an action that wrote no mails."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE gone AS
        SELECT mail_id, person_id, mail_id AS assignment_id, to_address, to_name, '' AS family, CURRENT_DATE AS day
          FROM outbox
         WHERE FALSE
    """)


def cancel_held(tx: Tx, org: OrgId, prefix: str, now: datetime, suffix: str = "") -> int:
    """Cancel the held mails about assignments of reversed rows; return how many."""
    return tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
          FROM undoing AS u
         WHERE outbox.dedupe_key = $prefix || u.assignment_id || $suffix
           AND outbox.org_id = $org
           AND outbox.state = 'held'
           AND u.code IS NULL
        """,
        org=org,
        prefix=prefix,
        suffix=suffix,
        now=now,
    )


def kept(tx: Tx) -> list[Kept]:
    """Return every row that stays, and every mail that has left, by address."""
    rows = tx.query("""
        WITH stays AS (
            SELECT person_id, family, code, new_on AS day
              FROM undoing
             WHERE code IS NOT NULL
             UNION ALL
            SELECT person_id, family, 'MAIL_SENT', day
              FROM gone
        ), addressed AS (
            SELECT person_id, address,
                   row_number() OVER (
                       PARTITION BY person_id
                       ORDER BY CASE kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END, made_at, address
                   ) AS place
              FROM address
             WHERE person_id IN (SELECT person_id FROM stays)
        )
        SELECT coalesce(a.address, ''), trim(p.first_name || ' ' || p.last_name), s.family, s.code, s.day
          FROM stays AS s
          JOIN person AS p
            ON p.person_id = s.person_id
          LEFT JOIN addressed AS a
            ON a.person_id = s.person_id
           AND a.place = 1
         ORDER BY 1, 3, 4
    """)
    return [Kept(*row) for row in rows]
