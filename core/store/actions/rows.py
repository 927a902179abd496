"""What an action changed, row by row in `batch_row`, so that undoing knows what was before."""

from __future__ import annotations

from core.model import OrgId
from core.store import learner_facts
from core.store.db import Tx


def keep(tx: Tx, batch: int) -> int:
    """Keep what `planned` does; return how many rows."""
    return tx.execute(
        """
        INSERT INTO batch_row (batch_id, person_id, family, assignment_id, old_on, new_on, old_course_id,
                               new_course_id, by_hand)
        SELECT $batch, person_id, family, assignment_id, old_on, new_on, old_course_id, new_course_id, by_hand
          FROM planned
         WHERE code IS NULL
         ORDER BY person_id, family
        """,
        batch=batch,
    )


def refresh(tx: Tx, org: OrgId) -> None:
    """Make the facts of everybody in `planned` who is done afresh, and the dates of what they completed with them."""
    tx.execute("CREATE OR REPLACE TEMP TABLE acted AS SELECT DISTINCT person_id FROM planned WHERE code IS NULL")
    _refresh(tx, org)


def refresh_reversed(tx: Tx, org: OrgId) -> None:
    """The same for everybody in `undoing` who is reversed."""
    tx.execute("CREATE OR REPLACE TEMP TABLE acted AS SELECT DISTINCT person_id FROM undoing WHERE code IS NULL")
    _refresh(tx, org)


def _refresh(tx: Tx, org: OrgId) -> None:
    learner_facts.touch_rows(tx, "acted")
    learner_facts.refresh(tx, org)
    tx.execute(
        """
        UPDATE assignment
           SET recertify_on = l.recertify_on
          FROM learner AS l
         WHERE l.org_id = $org
           AND l.person_id IN (SELECT person_id FROM acted)
           AND assignment.org_id = $org
           AND assignment.state = 'completed'
           AND assignment.person_id = l.person_id
           AND assignment.course_id = l.course_id
           AND assignment.completed_on = l.dated_on
        """,
        org=org,
    )
