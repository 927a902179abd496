"""Disputes and overrides: an instructor says *this is wrong*, staff decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Dispute:
    dispute_id: int
    workshop_id: int
    workshop: str
    participant_id: int
    participant: str
    address: str
    course_id: int
    course: str
    note: str
    evidence: str  # JSON as it was when the dispute was opened
    state: str
    answer: str | None
    made_by: int
    instructor: str
    made_at: datetime
    answered_by: str | None


_SELECT = """
        SELECT d.dispute_id, d.workshop_id, w.name, d.participant_id, trim(p.first_name || ' ' || p.last_name),
               p.address, d.course_id, k.title, d.note, d.evidence, d.state, d.answer, d.made_by,
               trim(i.first_name || ' ' || i.last_name), d.made_at, d.answered_by
          FROM dispute AS d
          JOIN workshop AS w
            ON w.workshop_id = d.workshop_id
          JOIN participant AS p
            ON p.participant_id = d.participant_id
          JOIN course AS k
            ON k.course_id = d.course_id
          JOIN person AS i
            ON i.person_id = d.made_by
"""


def add(
    tx: Tx, org: OrgId, workshop: int, participant: int, course: int, note: str, evidence: str, by: int, now: datetime
) -> int:
    """Open a dispute about one roster line in one course."""
    dispute = tx.new_id()
    tx.execute(
        """
        INSERT INTO dispute (dispute_id, org_id, workshop_id, participant_id, course_id, note, evidence, state, made_by,
                             made_at)
        VALUES ($dispute, $org, $workshop, $participant, $course, $note, $evidence, 'open', $by, $now)
        """,
        dispute=dispute,
        org=org,
        workshop=workshop,
        participant=participant,
        course=course,
        note=note,
        evidence=evidence,
        by=by,
        now=now,
    )
    return dispute


def find(tx: Tx, org: OrgId, dispute: int) -> Dispute | None:
    """Return a dispute of this organisation, or None."""
    row = tx.first(f"{_SELECT} WHERE d.dispute_id = $dispute AND d.org_id = $org", dispute=dispute, org=org)
    return Dispute(*row) if row else None


def open_for(tx: Tx, participant: int, course: int) -> bool:
    """Return whether this line is disputed already."""
    return bool(
        tx.query(
            """
            SELECT 1
              FROM dispute
             WHERE participant_id = $participant
               AND course_id = $course
               AND state = 'open'
            """,
            participant=participant,
            course=course,
        )
    )


def in_state(tx: Tx, org: OrgId, state: str) -> list[Dispute]:
    """Return the disputes of a state, the one that waits longest first."""
    rows = tx.query(f"{_SELECT} WHERE d.org_id = $org AND d.state = $state ORDER BY d.dispute_id", org=org, state=state)
    return [Dispute(*row) for row in rows]


def open_lines(tx: Tx, workshop: int) -> set[tuple[int, int]]:
    """Return (participant, course) of the open disputes of a workshop."""
    rows = tx.query(
        "SELECT participant_id, course_id FROM dispute WHERE workshop_id = $workshop AND state = 'open'",
        workshop=workshop,
    )
    return {(row[0], row[1]) for row in rows}


def answer(tx: Tx, dispute: int, state: str, sentence: str, by: str, now: datetime) -> bool:
    """Close an open dispute; return False when it was closed already."""
    changed = tx.execute(
        """
        UPDATE dispute
           SET state = $state,
               answer = $answer,
               answered_by = $by,
               answered_at = $now
         WHERE dispute_id = $dispute
           AND state = 'open'
        """,
        state=state,
        answer=sentence,
        by=by,
        now=now,
        dispute=dispute,
    )
    return changed == 1


def override(tx: Tx, participant: int, course: int, reason: str, by: str, now: datetime) -> None:
    """Let a roster line through in a course."""
    tx.execute(
        """
        INSERT INTO status_override (participant_id, course_id, reason, made_by, made_at)
        VALUES ($participant, $course, $reason, $by, $now)
        """,
        participant=participant,
        course=course,
        reason=reason,
        by=by,
        now=now,
    )


def end_overrides(tx: Tx, participant: int, now: datetime) -> int:
    """End what let a roster line through, because it is another person's now; return how many courses that was."""
    return tx.execute(
        """
        UPDATE status_override
           SET ended_at = $now
         WHERE participant_id = $participant
           AND ended_at IS NULL
        """,
        participant=participant,
        now=now,
    )


def withdraw(tx: Tx, participant: int, sentence: str, by: str, now: datetime) -> int:
    """Close the open disputes of a roster line that is no longer what was disputed; return how many."""
    return tx.execute(
        """
        UPDATE dispute
           SET state = 'withdrawn',
               answer = $sentence,
               answered_by = $by,
               answered_at = $now
         WHERE participant_id = $participant
           AND state = 'open'
        """,
        participant=participant,
        sentence=sentence,
        by=by,
        now=now,
    )


def evidence_of(tx: Tx, org: OrgId, person: PersonId) -> dict[str, list[tuple[str, str, date]]]:
    """Return what is on record here for a person: completions and certificates as (title, state or source, day)."""
    completions = tx.query(
        """
        SELECT k.title, c.source, c.completed_on
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.person_id = $person
           AND c.undone_at IS NULL
         ORDER BY c.completed_on DESC
        """,
        org=org,
        person=person,
    )
    held = tx.query(
        """
        SELECT k.title, c.state, c.starts_on
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.person_id = $person
           AND c.state <> 'withdrawn'
         ORDER BY c.starts_on DESC
        """,
        org=org,
        person=person,
    )
    addresses = tx.query(
        "SELECT address, kind, made_at::DATE FROM address WHERE person_id = $person ORDER BY kind DESC, address",
        person=person,
    )
    return {"completions": completions, "certificates": held, "addresses": addresses}
