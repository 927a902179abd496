"""Standing of a roster: classified again from the records, kept for the screen."""

from __future__ import annotations

from core.model import OrgId
from core.store import classification
from core.store.db import Tx
from core.store.workshops import Workshop


def classify_again(tx: Tx, workshop: Workshop) -> None:
    """Decide every participant × course of a workshop from the records as they are, keeping the rows' ids."""
    _gather(tx, workshop)
    classification.classify(tx, OrgId(workshop.org_id), workshop.held_on, retakes=workshop.include_retakes)
    _write(tx, workshop)


def _gather(tx: Tx, workshop: Workshop) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE roster AS
        SELECT participant_id, line, address, name_key
          FROM participant
         WHERE workshop_id = $workshop
           AND dropped_at IS NULL
        """,
        workshop=workshop.workshop_id,
    )
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE wanted AS
        SELECT course_id, position
          FROM workshop_course
         WHERE workshop_id = $workshop
        """,
        workshop=workshop.workshop_id,
    )
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE overridden AS
        SELECT DISTINCT participant_id, course_id
          FROM status_override
         WHERE ended_at IS NULL
           AND participant_id IN (SELECT participant_id FROM roster)
    """)


def _write(tx: Tx, workshop: Workshop) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE standing_before AS
        SELECT standing_id, participant_id, course_id
          FROM standing
         WHERE workshop_id = $workshop
        """,
        workshop=workshop.workshop_id,
    )
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE ordered AS
        SELECT l.participant_id, l.course_id, max(l.order_id) AS order_id
          FROM order_line AS l
          JOIN orders AS o
            ON o.order_id = l.order_id
         WHERE o.workshop_id = $workshop
           AND o.state <> 'cancelled'
         GROUP BY l.participant_id, l.course_id
        """,
        workshop=workshop.workshop_id,
    )
    tx.execute("DELETE FROM standing WHERE workshop_id = $workshop", workshop=workshop.workshop_id)
    tx.execute(
        """
        INSERT INTO standing (standing_id, workshop_id, participant_id, course_id, position, line, person_id, status,
                              kind, selectable, reasons, warnings, order_id)
        SELECT coalesce(b.standing_id, nextval('ids')), $workshop, c.participant_id, c.course_id, c.position, c.line,
               c.person_id, c.status, c.kind, c.selectable AND o.order_id IS NULL, c.reasons, c.warnings, o.order_id
          FROM classified AS c
          LEFT JOIN standing_before AS b
            ON b.participant_id = c.participant_id
           AND b.course_id = c.course_id
          LEFT JOIN ordered AS o
            ON o.participant_id = c.participant_id
           AND o.course_id = c.course_id
         ORDER BY c.line, c.participant_id, c.position
        """,
        workshop=workshop.workshop_id,
    )
    tx.execute(
        "UPDATE workshop SET classified_revision = revision WHERE workshop_id = $workshop",
        workshop=workshop.workshop_id,
    )
