"""*This is the same person*: who was named for an address, by whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId, WorkshopId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class SamePerson:
    """One word that an address is somebody's. `agree` are the facts that speak for it; `stands`: enough of them do.

    `state`: proposed, linked, declined or undone. Times are UTC.
    """

    same_person_id: int
    org_id: OrgId
    address: str
    person_id: PersonId
    workshop_id: int | None
    participant_id: int | None
    because: str
    agree: str
    stands: bool
    state: str
    proposal_id: int | None
    made_by: str
    made_by_id: int | None
    made_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    undone_at: datetime | None


_SELECT = """
    SELECT same_person_id, org_id, address, person_id, workshop_id, participant_id, because, agree, stands, state,
           proposal_id, made_by, made_by_id, made_at, answered_by, answered_at, undone_at
      FROM same_person
     WHERE org_id = $org
"""


def add(tx: Tx, one: SamePerson) -> None:
    """Keep a word. An address that is said to be somebody's already is refused by its key."""
    tx.execute(
        """
        INSERT INTO same_person (same_person_id, org_id, address, person_id, workshop_id, participant_id, because,
                                 agree, stands, state, live_key, proposal_id, made_by, made_by_id, made_at,
                                 answered_by, answered_at)
        VALUES ($id, $org, $address, $person, $workshop, $participant, $because, $agree, $stands, $state, $live,
                $proposal, $by, $by_id, $now, $answered_by, $answered_at)
        """,
        id=one.same_person_id,
        org=one.org_id,
        address=one.address,
        person=one.person_id,
        workshop=one.workshop_id,
        participant=one.participant_id,
        because=one.because,
        agree=one.agree,
        stands=one.stands,
        state=one.state,
        live=f"{one.org_id}:{one.address}",
        proposal=one.proposal_id,
        by=one.made_by,
        by_id=one.made_by_id,
        now=one.made_at,
        answered_by=one.answered_by,
        answered_at=one.answered_at,
    )


def answer(tx: Tx, one: SamePerson, state: str, by: str, now: datetime) -> None:
    """Move a word that waits to linked or declined, or one that was linked to undone."""
    tx.execute(
        """
        UPDATE same_person
           SET state = $state,
               live_key = CASE WHEN $state = 'linked' THEN live_key END,
               answered_by = CASE WHEN $state = 'undone' THEN answered_by ELSE $by END,
               answered_at = CASE WHEN $state = 'undone' THEN answered_at ELSE CAST($now AS TIMESTAMP) END,
               undone_at = CASE WHEN $state = 'undone' THEN CAST($now AS TIMESTAMP) END
         WHERE same_person_id = $id
        """,
        state=state,
        by=by,
        now=now,
        id=one.same_person_id,
    )


def find(tx: Tx, org: OrgId, same_person: int) -> SamePerson | None:
    """Return one word of this organisation, or None."""
    row = tx.first(f"{_SELECT} AND same_person_id = $id", org=org, id=same_person)
    return SamePerson(*row) if row else None


def live_of(tx: Tx, org: OrgId, address: str) -> SamePerson | None:
    """Return the word about an address that is proposed or linked, or None."""
    row = tx.first(f"{_SELECT} AND live_key = $live", org=org, live=f"{org}:{address}")
    return SamePerson(*row) if row else None


def of_proposal(tx: Tx, org: OrgId, proposal: int) -> SamePerson | None:
    """Return the word that a proposal asks about, or None."""
    row = tx.first(f"{_SELECT} AND proposal_id = $proposal", org=org, proposal=proposal)
    return SamePerson(*row) if row else None


def in_state(tx: Tx, org: OrgId, state: str) -> list[SamePerson]:
    """Return the words of an organisation in a state, newest first."""
    rows = tx.query(f"{_SELECT} AND state = $state ORDER BY same_person_id DESC", org=org, state=state)
    return [SamePerson(*row) for row in rows]


def of_person(tx: Tx, org: OrgId, person: PersonId) -> list[SamePerson]:
    """Return what was said of a person here, newest first."""
    rows = tx.query(f"{_SELECT} AND person_id = $person ORDER BY same_person_id DESC", org=org, person=person)
    return [SamePerson(*row) for row in rows]


def certified(tx: Tx, said: SamePerson) -> bool:
    """Return whether the line of a word is in an order that stands."""
    return bool(
        tx.value(
            """
            SELECT count(*)
              FROM order_line AS l
              JOIN orders AS o
                ON o.order_id = l.order_id
             WHERE l.participant_id = $participant
               AND o.state <> 'cancelled'
            """,
            participant=said.participant_id or 0,
        )
    )


def waiting_lines(tx: Tx, workshop: WorkshopId) -> set[int]:
    """Return the participants of a workshop for whom somebody was named who has still to confirm it."""
    rows = tx.query(
        """
        SELECT participant_id
          FROM same_person
         WHERE workshop_id = $workshop
           AND state = 'proposed'
        """,
        workshop=workshop,
    )
    return {row[0] for row in rows}
