"""Whom a selection means: the temporary table `picked`, the facts of each person and family as of a day.

An assignment that was opened after that day is shown in it too: it is open now, and nothing may be opened beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from core.model import AllLearners, Chosen, OrgId
from core.store import learner_facts, learner_selection
from core.store.db import Tx


def matching(tx: Tx, org: OrgId, on: date, wanted: Chosen | AllLearners) -> list[int]:
    """Pick ticked rows, or all that a filter matches; return the ticked ones that are not on the lists here."""
    learner_selection.select(tx, org, on, wanted)
    _pick(tx, org, learner_facts.source_for(tx, org, on))
    return learner_selection.passed_over(tx) if isinstance(wanted, Chosen) else []


def persons(tx: Tx, org: OrgId, ids: Iterable[int], family: str | None, on: date) -> list[int]:
    """Pick all that these persons have, of one family when given; return the ids that nobody known here has.

    Who has nothing there is picked too, without a course.
    """
    tx.load_rows("named", {"person_id": (pa.int64(), sorted(set(ids)))})
    source = learner_facts.source_for(tx, org, on)
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE selection AS
        SELECT learner_id
          FROM {"learner" if source == "learner" else "learner_then"}
         WHERE org_id = $org
           AND ($family IS NULL OR family = $family)
           AND person_id IN (SELECT person_id FROM named)
        """,
        org=org,
        family=family,
    )
    _pick(tx, org, source)
    _known(tx, org)
    _pick_those_with_nothing(tx, org, family)
    unknown = tx.query("""
        SELECT n.person_id
          FROM named AS n
         WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.person_id = n.person_id)
         ORDER BY n.person_id
    """)
    return [int(row[0]) for row in unknown]


def owners(tx: Tx, addresses: Iterable[str]) -> dict[str, int]:
    """Return whose each address (in normal form) is, of whatever kind; nobody's are left out."""
    tx.load_rows("asked_address", {"address": (pa.string(), list(addresses))})
    rows = tx.query("""
        SELECT address, person_id
          FROM address
         WHERE address IN (SELECT address FROM asked_address)
         ORDER BY address
    """)
    return {row[0]: int(row[1]) for row in rows}


def _pick(tx: Tx, org: OrgId, source: str) -> None:
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE picked AS
        SELECT learner_id, person_id, family, course_id, dated_on, starts_on, valid_through, recertify_on, ends_on,
               by_hand, archived, assignment_id, open_course_id, due_on, started, next_course_id
          FROM {"learner" if source == "learner" else "learner_then"}
         WHERE org_id = $org
           AND learner_id IN (SELECT learner_id FROM selection)
        """,
        org=org,
    )
    if source != "learner":
        tx.execute(
            """
            UPDATE picked
               SET assignment_id = l.assignment_id,
                   open_course_id = l.open_course_id,
                   due_on = l.due_on,
                   started = l.started
              FROM learner AS l
             WHERE l.org_id = $org
               AND l.person_id = picked.person_id
               AND l.family = picked.family
               AND l.assignment_id IS NOT NULL
            """,
            org=org,
        )


def _known(tx: Tx, org: OrgId) -> None:
    """Make `known` from the persons of `named` of whom this organisation has a record."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT person_id FROM membership WHERE org_id = $org AND person_id IN (SELECT person_id FROM named)
         UNION
        SELECT person_id FROM learner WHERE org_id = $org AND person_id IN (SELECT person_id FROM named)
         UNION
        SELECT person_id FROM completion WHERE org_id = $org AND person_id IN (SELECT person_id FROM named)
         UNION
        SELECT person_id FROM certificate WHERE org_id = $org AND person_id IN (SELECT person_id FROM named)
        """,
        org=org,
    )


def _pick_those_with_nothing(tx: Tx, org: OrgId, family: str | None) -> None:
    tx.execute(
        """
        INSERT INTO picked (person_id, family, by_hand, archived, started)
        SELECT k.person_id, coalesce($family, ''), FALSE,
               EXISTS (SELECT 1 FROM archived_person AS a WHERE a.org_id = $org AND a.person_id = k.person_id), FALSE
          FROM known AS k
         WHERE NOT EXISTS (SELECT 1 FROM picked AS p WHERE p.person_id = k.person_id)
        """,
        org=org,
        family=family,
    )
