"""Disputes: *this is wrong* on an Inactive row goes to staff, who let the row through or say why not."""

from __future__ import annotations

import json

from core.errors import DisputeClosed, NotDisputable, NotFound, ReasonNeeded, Refusal
from core.model import Chosen, ParticipantId, PersonId, Role, Status, WorkshopId
from core.services import rosters
from core.services.desk import Desk
from core.services.workshops import MAY, open_one
from core.store import disputes, outbox, participants, people, standings, workshops
from core.store.db import Tx
from core.store.disputes import Dispute
from core.store.outbox import NewMail
from core.store.participants import Standing


class OverrideInVain(Refusal):
    def __init__(self, status: str) -> None:
        super().__init__(
            f"An override does not help here: the row stays {status} because of a certificate of this person, "
            "revoked or still valid. See to that certificate first."
        )


def dispute(desk: Desk, workshop: WorkshopId, standing_id: int, note: str) -> int:
    """Send an Inactive row to the staff's queue with what the records say of it. Returns the dispute's id."""
    if not note.strip():
        raise ReasonNeeded
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        row = _inactive_row(tx, workshop, standing_id)
        if disputes.open_for(tx, row.participant_id, row.course_id):
            raise NotDisputable("it is in the staff's queue already")
        by = desk.actor.person_id or 0
        evidence = json.dumps(_evidence(desk, tx, workshop, row), default=str, ensure_ascii=False)
        found = disputes.add(
            tx,
            desk.actor.org_id,
            workshop,
            row.participant_id,
            row.course_id,
            note.strip()[:1000],
            evidence,
            by,
            desk.now,
        )
        desk.record(tx, "dispute.opened", f"dispute:{found}", None, {"workshop": workshop, "note": note.strip()[:1000]})
        _tell_staff(desk, tx, found)
        return found


def _tell_staff(desk: Desk, tx: Tx, dispute_id: int) -> None:
    found = disputes.find(tx, desk.actor.org_id, dispute_id)
    if found is None:
        return
    said = {
        "instructor": found.instructor,
        "participant": found.participant or found.address,
        "course": found.course,
        "workshop": found.workshop,
        "note": found.note,
    }
    mails = [
        NewMail(
            org_id=desk.actor.org_id,
            dedupe_key=f"dispute_opened:{dispute_id}:{person}",
            kind="dispute_opened",
            to_address=address,
            to_name=name,
            person_id=person,
            parameters={"name": name, **said},
        )
        for person, name in people.with_role(tx, desk.actor.org_id, Role.STAFF)
        if (address := people.primary_address(tx, person))
    ]
    outbox.queue(tx, mails, desk.now)


def _inactive_row(tx: Tx, workshop: WorkshopId, standing_id: int) -> Standing:
    rows = participants.standings(tx, workshop, Chosen(frozenset([standing_id])))
    if not rows:
        raise NotFound("row", standing_id)
    if rows[0].status != Status.INACTIVE:
        raise NotDisputable(f"it is {rows[0].status}")
    return rows[0]


def _evidence(desk: Desk, tx: Tx, workshop: WorkshopId, row: Standing) -> dict[str, object]:
    worded = rosters.worded(desk, tx, workshop, [row])[0]
    records = disputes.evidence_of(tx, desk.actor.org_id, row.person_id) if row.person_id else {}
    return {"reasons": [reason.say for reason in worded.verdict.reasons], **records}


def queue(desk: Desk, state: str = "open") -> list[Dispute]:
    """Return the staff's queue."""
    with desk.reading_as(Role.STAFF) as tx:
        return disputes.in_state(tx, desk.actor.org_id, state)


def disputed_rows(desk: Desk, workshop: WorkshopId) -> set[tuple[int, int]]:
    """Return (participant, course) of the rows of a workshop that wait for staff."""
    with desk.reading_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        return disputes.open_lines(tx, workshop)


def override(desk: Desk, dispute_id: int, reason: str) -> None:
    """Let a disputed row through, with a reason that its certificate keeps; the instructor is told.

    Raises OverrideInVain where only a certificate stands in the way.
    """
    if not reason.strip():
        raise ReasonNeeded
    with desk.acting_as(Role.STAFF) as tx:
        found = _open(desk, tx, dispute_id)
        _let_through(desk, tx, found.workshop_id, found.participant_id, found.course_id, reason)
        disputes.answer(tx, dispute_id, "overridden", reason.strip(), desk.actor.name, desk.now)
        _tell_instructor(desk, tx, found, "dispute_overridden", reason.strip())


def override_row(desk: Desk, workshop: WorkshopId, standing_id: int, reason: str) -> None:
    """Let an Inactive row through that nobody has disputed. Staff only, with a reason."""
    if not reason.strip():
        raise ReasonNeeded
    with desk.acting_as(Role.STAFF) as tx:
        open_one(desk, tx, workshop)
        row = _inactive_row(tx, workshop, standing_id)
        _let_through(desk, tx, workshop, row.participant_id, row.course_id, reason)


def _let_through(desk: Desk, tx: Tx, workshop_id: int, participant: int, course: int, reason: str) -> None:
    workshop = open_one(desk, tx, WorkshopId(workshop_id))
    line = participants.free_line(tx, workshop.workshop_id, ParticipantId(participant))
    if line is None:
        raise NotFound("open roster line", participant)
    first_name, last_name, address = line
    person = people.by_address(tx, address)
    if person is None:
        person = people.add_person(tx, first_name, last_name, address, desk.now, verified=False)
    people.add_membership(tx, desk.actor.org_id, person, Role.HOLDER, desk.now)
    disputes.override(tx, participant, course, reason.strip(), desk.actor.name, desk.now)
    workshops.touch(tx, workshop.workshop_id)
    standings.classify_again(tx, open_one(desk, tx, workshop.workshop_id))
    status = participants.status_of(tx, participant, course)
    if status != Status.ACTIVE:
        raise OverrideInVain(status)
    desk.record(
        tx,
        "status.overridden",
        f"participant:{participant}",
        {"status": "Inactive"},
        {"status": "Active", "course": course, "reason": reason.strip()},
    )


def decline(desk: Desk, dispute_id: int, sentence: str) -> None:
    """Leave a disputed row as it is, with a sentence for the instructor, who is told."""
    if not sentence.strip():
        raise ReasonNeeded
    with desk.acting_as(Role.STAFF) as tx:
        found = _open(desk, tx, dispute_id)
        disputes.answer(tx, dispute_id, "declined", sentence.strip(), desk.actor.name, desk.now)
        _tell_instructor(desk, tx, found, "dispute_declined", sentence.strip())
        desk.record(tx, "dispute.declined", f"dispute:{dispute_id}", {"state": "open"}, {"answer": sentence.strip()})


def _open(desk: Desk, tx: Tx, dispute_id: int) -> Dispute:
    found = disputes.find(tx, desk.actor.org_id, dispute_id)
    if found is None:
        raise NotFound("dispute", dispute_id)
    if found.state != "open":
        raise DisputeClosed(found.state, found.answered_by or "somebody")
    return found


def _tell_instructor(desk: Desk, tx: Tx, found: Dispute, kind: str, sentence: str) -> None:
    address = people.primary_address(tx, PersonId(found.made_by))
    if address is None:
        return
    mail = NewMail(
        org_id=desk.actor.org_id,
        dedupe_key=f"{kind}:{found.dispute_id}",
        kind=kind,
        to_address=address,
        to_name=found.instructor,
        person_id=PersonId(found.made_by),
        order_id=None,
        parameters={
            "name": found.instructor,
            "participant": found.participant,
            "course": found.course,
            "workshop": found.workshop,
            "workshop_id": found.workshop_id,
            "answer": sentence,
        },
        release_at=None,
    )
    outbox.queue(tx, [mail], desk.now)
