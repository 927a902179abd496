"""Archived credits: offered to the account that proves their address, never to anybody else.

Whoever has a credit of the same course to answer, or has accepted it in the same cycle, is not offered a second one: it
stays archived, and is offered when nothing stands in its way any more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pyarrow as pa

from core.model import PersonId
from core.store.credits import changes, mails
from core.store.credits.changes import COURSES, Change
from core.store.credits.classes import CYCLE
from core.store.db import Tx

SYSTEM = "Certdesk"


def offer_to(tx: Tx, persons: Collection[PersonId | int], now: datetime, *, tell: bool = True) -> int:
    """Offer these people what is archived for addresses that they have proven; return how many credits."""
    tx.load_rows("appeared", {"person_id": (pa.int64(), sorted(set(persons)))})
    return _offer(tx, now, tell=tell)


def offer_freed(tx: Tx, now: datetime) -> int:
    """Offer what credits in `changing` stood in the way of, after they were taken back; return how many."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE appeared AS
        SELECT DISTINCT person_id
          FROM credit
         WHERE person_id IS NOT NULL
           AND credit_id IN (SELECT credit_id FROM changing)
    """)
    return _offer(tx, now, tell=True)


def offer_all(tx: Tx, now: datetime) -> int:
    """Offer whatever is archived for an address that somebody has proven by now; return how many."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE appeared AS
        SELECT DISTINCT person_id
          FROM address
         WHERE verified_at IS NOT NULL
           AND address IN (SELECT address FROM credit WHERE state = 'archived')
    """)
    return _offer(tx, now, tell=True)


def _offer(tx: Tx, now: datetime, *, tell: bool) -> int:
    if not tx.query(_ANY):  # as a rule: who signs in for the first time must not wait for more than this
        return 0
    tx.execute(_MATCHED)
    if not tx.value("SELECT count(*) FROM offering"):
        return 0
    tx.execute("CREATE OR REPLACE TEMP TABLE changing AS SELECT credit_id FROM offering")
    tx.execute("DELETE FROM live_credit WHERE credit_id IN (SELECT credit_id FROM changing)")
    tx.execute("""
        INSERT INTO live_credit (live_key, credit_id)
        SELECT ceu_course_id || ':p' || person_id, credit_id
          FROM offering
    """)
    count = tx.execute(
        """
        UPDATE credit
           SET state = 'offered',
               person_id = f.person_id,
               found_id = CASE WHEN $tell THEN f.found_id END,
               offered_at = $now
          FROM offering AS f
         WHERE f.credit_id = credit.credit_id
        """,
        tell=tell,
        now=now,
    )
    changes.add_steps(tx, Change("offered", "The address was proven by its owner.", SYSTEM, now))
    _end_invitations(tx, now)
    if tell:
        _tell(tx, now)
    return count


_ANY = """
    SELECT 1
      FROM credit
     WHERE state = 'archived'
       AND address IN (SELECT address
                         FROM address
                        WHERE verified_at IS NOT NULL
                          AND person_id IN (SELECT person_id FROM appeared))
     LIMIT 1
"""

# The oldest of a person's archived credits of a course, unless another one of it stands in the way.
_MATCHED = f"""
    CREATE OR REPLACE TEMP TABLE offering AS
    WITH waiting AS (
        SELECT t.credit_id, t.org_id, t.ceu_course_id, t.address, a.person_id, {CYCLE} AS cycle
          FROM credit AS t
          JOIN address AS a
            ON a.address = t.address
          JOIN {COURSES} AS k
            ON k.ceu_course_id = t.ceu_course_id
         WHERE t.state = 'archived'
           AND a.verified_at IS NOT NULL
           AND a.person_id IN (SELECT person_id FROM appeared)
    ), standing AS (
        SELECT t.ceu_course_id, t.person_id, t.state, {CYCLE} AS cycle
          FROM credit AS t
          JOIN {COURSES} AS k
            ON k.ceu_course_id = t.ceu_course_id
         WHERE t.state IN ('offered', 'accepted')
           AND t.person_id IN (SELECT person_id FROM waiting)
    ), free AS (
        SELECT w.credit_id, w.org_id, w.ceu_course_id, w.address, w.person_id,
               row_number() OVER (PARTITION BY w.ceu_course_id, w.person_id ORDER BY w.credit_id) AS place
          FROM waiting AS w
         WHERE NOT EXISTS (SELECT 1
                             FROM standing AS s
                            WHERE s.ceu_course_id = w.ceu_course_id
                              AND s.person_id = w.person_id
                              AND (s.state = 'offered' OR s.cycle = w.cycle))
    ), first_one AS (
        SELECT credit_id, org_id, ceu_course_id, address, person_id
          FROM free
         WHERE place = 1
    )
    SELECT f.credit_id, f.ceu_course_id, f.person_id, f.org_id, f.address, l.found_id
      FROM first_one AS f
      JOIN (SELECT org_id, address, min(credit_id) AS found_id
              FROM first_one
             GROUP BY org_id, address) AS l
        ON l.org_id = f.org_id
       AND l.address = f.address
"""


def _end_invitations(tx: Tx, now: datetime) -> None:
    tx.execute(
        """
        UPDATE invitation
           SET state = 'accepted',
               answered_at = $now,
               remind_on = NULL
         WHERE state = 'open'
           AND asks = 'account'
           AND address IN (SELECT address FROM offering)
        """,
        now=now,
    )


def _tell(tx: Tx, now: datetime) -> None:
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE telling AS
        SELECT credit_id, found_id AS lead_id, 'credit_offered' AS kind
          FROM offering
    """)
    mails.queue(tx, "found:", now, now)
