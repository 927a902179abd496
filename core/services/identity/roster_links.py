"""*This is the same person*, said of a row of a roster: of whom the row suggests, and of nobody else."""

from __future__ import annotations

from core.model import Chosen, PersonId, WorkshopId
from core.rules import agreement
from core.services import rosters
from core.services.desk import Desk
from core.services.identity import linking
from core.services.identity.linking import Line
from core.services.identity.refusals import NobodyMeant
from core.services.rosters import RosterRow
from core.services.workshops import MAY, open_one
from core.store import classification, participants
from core.store.db import Tx
from core.store.identity import evidence
from core.store.people import folded
from core.store.same_persons import SamePerson


def say(desk: Desk, workshop: WorkshopId, standing_id: int) -> SamePerson:
    """Say that the address of a row is that of the person whom it suggests. Staff, and the workshop's instructor.

    Staff link at once; an instructor's word waits for the person or for staff, and the row is Active meanwhile only
    where the name and one other fact agree. Raises NobodyMeant, and what `linking.name_person` raises.
    """
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        row = _row(desk, tx, workshop, standing_id)
        meant = row.suggested
        if meant is None:
            raise NobodyMeant
        line = Line(workshop, row.standing.participant_id, _agreeing(desk, tx, workshop, row, meant.person_id))
        said = linking.name_person(desk, tx, meant.person_id, row.standing.address, meant.because, line)
        if said.state == "proposed":
            linking.look_again(tx, said)
        return said


def _row(desk: Desk, tx: Tx, workshop: WorkshopId, standing_id: int) -> RosterRow:
    lines = participants.standings(tx, workshop, Chosen(frozenset([standing_id])))
    if not lines:
        raise NobodyMeant
    return rosters.worded(desk, tx, workshop, lines[:1])[0]


def _agreeing(desk: Desk, tx: Tx, workshop: WorkshopId, row: RosterRow, person: PersonId) -> tuple[str, ...]:
    speaks = evidence.of(tx, desk.actor.org_id, person, workshop)
    typed = folded(row.standing.first_name, row.standing.last_name)
    return agreement.agreeing(
        row.standing.address,
        classification.name_key(typed),
        known_addresses=speaks.addresses,
        known_name_key=classification.name_key(speaks.name),
        external_ids=speaks.external_ids,
        taught_before=speaks.taught_before,
    )
