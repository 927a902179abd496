"""Posting: the rows of `judged` that are picked become credits, set-based, under one batch."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx

# The engine's own hash of a row: sums of it tell two tables apart at any size, whatever the order of their rows.
_ROW = """hash(row_at, ceulid_key, address, ceu_course_id, person_id, class, flags, excess, picked, attended_on,
                  hours_hundredths, whole_hundredths, note)"""


def tick(tx: Tx, rows: Collection[int]) -> None:
    """Let exactly these rows of `judged` be picked, of those that may be."""
    tx.load_rows("ticked_row", {"row_at": (pa.int64(), sorted(rows))})
    tx.execute("UPDATE judged SET picked = tickable AND row_at IN (SELECT row_at FROM ticked_row)")


def pick(tx: Tx) -> None:
    """Make `posting` from the picked rows of `judged`; of one person's pairs of a course only the first.

    lead_at is the first row that goes to the same address: what stands in one mail.
    """
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE posting AS
        WITH chosen AS MATERIALIZED (
            SELECT row_at, ceu_course_id, address, person_id, kind, class, attended_on, note,
                   coalesce(hours_hundredths, whole_hundredths) AS hours_hundredths
              FROM judged
             WHERE picked
               AND (flags = 0
                    OR row_at IN (SELECT min(row_at)
                                    FROM judged
                                   WHERE picked
                                     AND flags > 0
                                   GROUP BY first_at))
        )
        SELECT c.row_at, c.ceu_course_id, c.address, c.person_id, c.kind, c.class, c.attended_on, c.note,
               c.hours_hundredths, l.lead_at
          FROM chosen AS c
          JOIN (SELECT address, min(row_at) AS lead_at
                  FROM chosen
                 GROUP BY address) AS l
            ON l.address = c.address
    """)


def digest(tx: Tx) -> list[Any]:
    """Return numbers that change whenever a row of `judged` does."""
    return list(
        tx.query(f"""
            SELECT class, count(*), bit_xor({_ROW}), CAST(sum({_ROW} % 1000000007) AS BIGINT)
              FROM judged
             GROUP BY class
             ORDER BY class
        """)
    )


def counts(tx: Tx) -> dict[str, int]:
    """Return class → how many rows of it are posted."""
    return {row[0]: int(row[1]) for row in tx.query("SELECT class, count(*) FROM posting GROUP BY class")}


def mail_counts(tx: Tx, org: OrgId) -> dict[str, int]:
    """Return class → how many mails are written: one an address, to whoever can be reached and has not declined."""
    rows = tx.query(
        """
        WITH silent AS (
            SELECT address
              FROM invitation
             WHERE org_id = $org
               AND state = 'declined'
        ), elsewhere AS (
            SELECT person_id
              FROM address
             WHERE kind <> 'inactive'
               AND person_id IN (SELECT person_id FROM posting WHERE kind = 'inactive')
        )
        SELECT p.class, count(*)
          FROM posting AS p
         WHERE p.row_at = p.lead_at
           AND (p.class = 'c' OR NOT EXISTS (SELECT 1 FROM silent AS s WHERE s.address = p.address))
           AND (p.kind IS NULL
                OR p.kind <> 'inactive'
                OR p.person_id IN (SELECT person_id FROM elsewhere))
         GROUP BY p.class
        """,
        org=org,
    )
    return {row[0]: int(row[1]) for row in rows}


def write(tx: Tx, org: OrgId, batch: int, by: str, now: datetime) -> int:
    """Turn `posting` into credits; return how many. A live one of the same course and person is refused by its key."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE posted AS
        WITH numbered AS MATERIALIZED (
            SELECT row_at, nextval('ids') AS credit_id
              FROM (SELECT row_at
                      FROM posting
                     ORDER BY row_at) AS ordered
        )
        SELECT n.credit_id, p.row_at, l.credit_id AS lead_id, p.ceu_course_id, p.address, p.person_id, p.class,
               p.attended_on, p.note, p.hours_hundredths
          FROM posting AS p
          JOIN numbered AS n
            ON n.row_at = p.row_at
          JOIN numbered AS l
            ON l.row_at = p.lead_at
    """)
    count = tx.execute(
        """
        INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                            posted_as, note, batch_id, lead_id, made_by, made_at, offered_at)
        SELECT p.credit_id, $org, p.ceu_course_id, p.address, p.person_id, p.hours_hundredths, p.attended_on,
               CASE p.class WHEN 'b2' THEN 'archived' ELSE 'offered' END, p.class, p.note, $batch, p.lead_id, $by,
               $now, CASE p.class WHEN 'b2' THEN NULL ELSE CAST($now AS TIMESTAMP) END
          FROM posted AS p
        """,
        org=org,
        batch=batch,
        by=by,
        now=now,
    )
    tx.execute("""
        INSERT INTO live_credit (live_key, credit_id)
        SELECT ceu_course_id || ':' || CASE class WHEN 'b2' THEN address ELSE 'p' || person_id END, credit_id
          FROM posted
    """)
    return count


def invite(tx: Tx, org: OrgId, first_reminder: date, now: datetime) -> int:
    """Note an invitation for every address of `posted` that is not connected, unless one is open or was declined."""
    return tx.execute(
        """
        INSERT INTO invitation (invitation_id, org_id, address, person_id, asks, state, reminders, remind_on, credit_id,
                                made_at)
        SELECT nextval('ids'), $org, p.address, min(p.person_id),
               CASE min(p.class) WHEN 'b1' THEN 'connect' ELSE 'account' END, 'open', 0, $remind, min(p.credit_id), $now
          FROM posted AS p
         WHERE p.class <> 'c'
           AND NOT EXISTS (SELECT 1
                             FROM invitation AS i
                            WHERE i.org_id = $org
                              AND i.address = p.address
                              AND (i.state = 'declined'
                                   OR (i.state = 'open'
                                       AND i.asks = CASE p.class WHEN 'b1' THEN 'connect' ELSE 'account' END)))
         GROUP BY p.address
        """,
        org=org,
        remind=first_reminder,
        now=now,
    )


def add_one(tx: Tx, former: int, address: str, person: int | None, cls: str, by: str, now: datetime) -> int:
    """Let a credit come in the place of another one, at another address; return its id."""
    credit = tx.new_id()
    tx.execute(
        """
        INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                            posted_as, note, lead_id, former_id, made_by, made_at, offered_at)
        SELECT $credit, org_id, ceu_course_id, $address, $person, hours_hundredths, attended_on,
               CASE $class WHEN 'b2' THEN 'archived' ELSE 'offered' END, $class, note, $credit, credit_id, $by, $now,
               CASE $class WHEN 'b2' THEN NULL ELSE CAST($now AS TIMESTAMP) END
          FROM credit
         WHERE credit_id = $former
        """,
        credit=credit,
        former=former,
        address=address,
        person=person,
        **{"class": cls},
        by=by,
        now=now,
    )
    tx.execute(
        """
        INSERT INTO live_credit (live_key, credit_id)
        SELECT ceu_course_id || ':' || CASE posted_as WHEN 'b2' THEN address ELSE 'p' || person_id END, credit_id
          FROM credit
         WHERE credit_id = $credit
        """,
        credit=credit,
    )
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE posted AS
        SELECT credit_id, address, person_id, posted_as AS class
          FROM credit
         WHERE credit_id = $credit
        """,
        credit=credit,
    )
    return credit
