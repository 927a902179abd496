"""What was said of who is who: for staff to confirm, decline and undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import PersonId, Role, WorkshopId
from core.services.desk import Desk
from core.store import people, same_persons, workshops
from core.store.db import Tx
from core.store.identity import known
from core.store.same_persons import SamePerson

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One word: that `address` is `name`'s, said by somebody of a row of a workshop. Times are local.

    `staff_may`: it waits, and staff may confirm it themselves.
    """

    same_person_id: int
    address: str
    name: str
    person_id: PersonId
    because: str
    agree: str
    state: str
    stands: bool
    staff_may: bool
    made_by: str
    made_at: datetime
    answered_by: str | None
    workshop: str
    workshop_id: int | None


def in_state(desk: Desk, state: str) -> list[Said]:
    """Return the newest words in a state: proposed, linked, declined or undone. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return [_in_full(desk, tx, one) for one in same_persons.in_state(tx, desk.actor.org_id, state)[:SHOWN]]


def _in_full(desk: Desk, tx: Tx, one: SamePerson) -> Said:
    held = workshops.find(tx, one.org_id, WorkshopId(one.workshop_id)) if one.workshop_id else None
    return Said(
        one.same_person_id,
        one.address,
        people.name_of(tx, one.person_id) or one.address,
        one.person_id,
        one.because,
        one.agree,
        one.state,
        one.stands,
        one.state == "proposed" and known.alone(tx, one.org_id, one.person_id),
        one.made_by,
        desk.local(one.made_at),
        one.answered_by,
        held.name if held else "",
        one.workshop_id,
    )
