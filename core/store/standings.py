"""Standing of a roster: classified again from the records, kept for the screen."""

from __future__ import annotations

from core.model import OrgId, WorkshopId
from core.store import classification, suggestions
from core.store.db import Tx
from core.store.workshops import Workshop


def classify_again(tx: Tx, workshop: Workshop) -> None:
    """Decide every participant × course of a workshop from the records as they are, keeping the rows' ids."""
    _gather(tx, workshop)
    classification.classify(tx, OrgId(workshop.org_id), workshop.held_on, retakes=workshop.include_retakes)
    _write(tx, workshop)


def look_again(tx: Tx, workshop: Workshop) -> None:
    """Classify again, and look again for who may be meant where nobody known here stands behind a row."""
    classify_again(tx, workshop)
    suggestions.look(tx, OrgId(workshop.org_id), workshop.held_on)
    suggestions.keep(tx, WorkshopId(workshop.workshop_id))


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
    _see_through_links(tx, workshop)
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


def _see_through_links(tx: Tx, workshop: Workshop) -> None:
    """Let lines whose owner was named and is still to confirm it stand as that person: in this workshop only.

    Any address of a person identifies them, so the line is looked up by one that is theirs already.
    """
    waiting = tx.query(
        """
        SELECT participant_id, person_id, address
          FROM same_person
         WHERE workshop_id = $workshop
           AND state = 'proposed'
           AND stands
        """,
        workshop=workshop.workshop_id,
    )
    for participant, person, address in waiting:
        tx.execute(
            """
            UPDATE roster
               SET address = (SELECT min(a.address)
                                FROM address AS a
                               WHERE a.person_id = $person)
             WHERE participant_id = $participant
               AND address = $address
            """,
            participant=participant,
            person=person,
            address=address,
        )


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
