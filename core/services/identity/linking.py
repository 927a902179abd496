"""*This is the same person*: an address that nobody here has is said to be somebody's who is known here.

Staff link at once. What an instructor says, and whatever is said of somebody whom another organisation knows too, is
a proposal until that person confirms it, or for people known here alone until staff do. A linked address identifies
its person and reaches nobody until its owner proves it. Every word can be undone. Source: docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import NotFound
from core.model import PersonId, Role, WorkshopId
from core.rules import agreement
from core.services.desk import Desk
from core.services.identity import asking
from core.services.identity.refusals import (
    AddressHasOwner,
    AnsweredAlready,
    NamedAlready,
    OnlyThePersonMay,
    ProvenSince,
)
from core.store import people, same_persons, standings, workshops
from core.store.db import Tx
from core.store.identity import addresses, claims, known, proposals
from core.store.same_persons import SamePerson

STAFF = (Role.STAFF, Role.OPERATOR)
UNPROVEN = "inactive"  # what somebody else said is yours identifies you, and reaches nobody until you prove it


@dataclass(frozen=True, slots=True)
class Line:
    """The roster's line on which an address stood, and what speaks for the person who is named for it."""

    workshop_id: int
    participant_id: int
    agree: Sequence[str]


def name_person(
    desk: Desk, tx: Tx, person: PersonId, address: str, because: str, line: Line | None = None
) -> SamePerson:
    """Say that an address in normal form is a person's who is known here: linked at once, or proposed.

    A step of use cases that have checked the actor. Raises NotFound, NamedAlready, or AddressHasOwner for an address
    of somebody known here; an address of somebody known elsewhere only waits like any other proposal.
    """
    org = desk.actor.org_id
    if not known.here(tx, org, person):
        raise NotFound("person", person)
    if live := same_persons.live_of(tx, org, address):
        raise NamedAlready(people.name_of(tx, live.person_id), live.state)
    owner = addresses.find(tx, address)
    if owner and known.here(tx, org, owner.person_id):
        raise AddressHasOwner(people.name_of(tx, owner.person_id) or address)
    said = _word(desk, tx, person, address, because, line)
    if desk.actor.role in STAFF and owner is None and known.alone(tx, org, person):
        return _link(desk, tx, said, new=True)
    waiting = replace(said, proposal_id=asking.propose(tx, desk.actor, person, address, desk.now))
    same_persons.add(tx, waiting)
    _record(desk, tx, waiting, "same_person.proposed", None)
    return waiting


def _word(desk: Desk, tx: Tx, person: PersonId, address: str, because: str, line: Line | None) -> SamePerson:
    facts = line.agree if line else ()
    return SamePerson(
        same_person_id=tx.new_id(),
        org_id=desk.actor.org_id,
        address=address,
        person_id=person,
        workshop_id=line.workshop_id if line else None,
        participant_id=line.participant_id if line else None,
        because=because,
        agree=", ".join(facts),
        stands=agreement.stands(facts),
        state="proposed",
        proposal_id=None,
        made_by=desk.actor.name,
        made_by_id=desk.actor.person_id,
        made_at=desk.now,
        answered_by=None,
        answered_at=None,
        undone_at=None,
    )


def _link(desk: Desk, tx: Tx, said: SamePerson, *, new: bool) -> SamePerson:
    linked = replace(said, state="linked", answered_by=desk.actor.name, answered_at=desk.now)
    addresses.add(tx, linked.address, linked.person_id, UNPROVEN, None, desk.now)
    if new:
        same_persons.add(tx, linked)
    else:
        same_persons.answer(tx, linked, "linked", desk.actor.name, desk.now)
        _close_proposal(tx, linked, "accepted", desk.now)
    _record(desk, tx, linked, "same_person.linked", None if new else {"state": said.state})
    look_again(tx, linked)
    return linked


def confirm(desk: Desk, same_person: int) -> SamePerson:
    """Link what an instructor proposed. Staff only, of people known here alone.

    Raises NotFound, AnsweredAlready, OnlyThePersonMay, or AddressHasOwner when the address became somebody's since.
    """
    with desk.acting_as(Role.STAFF) as tx:
        said = _waiting(desk, tx, same_person)
        if addresses.find(tx, said.address) or not known.alone(tx, said.org_id, said.person_id):
            raise OnlyThePersonMay(people.name_of(tx, said.person_id))
        return _link(desk, tx, said, new=False)


def decline(desk: Desk, same_person: int) -> SamePerson:
    """Say that it is not the same person; the row stands as nobody's again. Staff only."""
    with desk.acting_as(Role.STAFF) as tx:
        said = _waiting(desk, tx, same_person)
        same_persons.answer(tx, said, "declined", desk.actor.name, desk.now)
        _close_proposal(tx, said, "declined", desk.now)
        _record(desk, tx, replace(said, state="declined"), "same_person.declined", {"state": said.state})
        look_again(tx, said)
        return replace(said, state="declined")


def undo(desk: Desk, same_person: int) -> SamePerson:
    """Take back a link or a proposal: the address is nobody's again, its rows are classified again. Staff only.

    Raises NotFound, AnsweredAlready, or ProvenSince when its owner proved the address meanwhile.
    """
    with desk.acting_as(Role.STAFF) as tx:
        said = same_persons.find(tx, desk.actor.org_id, same_person)
        if said is None:
            raise NotFound("link", same_person)
        if said.state not in ("linked", "proposed"):
            raise AnsweredAlready(said.state)
        if said.state == "linked":  # what only waits has given nobody an address
            _unlink(desk, tx, said)
        same_persons.answer(tx, said, "undone", desk.actor.name, desk.now)
        _close_proposal(tx, said, "declined", desk.now)
        _record(desk, tx, replace(said, state="undone"), "same_person.undone", {"state": said.state})
        look_again(tx, said)
        return replace(said, state="undone")


def _unlink(desk: Desk, tx: Tx, said: SamePerson) -> None:
    owned = addresses.find(tx, said.address)
    if owned is None or owned.person_id != said.person_id:
        return
    if owned.verified_at:
        raise ProvenSince(said.address)
    addresses.remove(tx, said.address)
    claims.end(tx, said.person_id, said.address, desk.now)


def _waiting(desk: Desk, tx: Tx, same_person: int) -> SamePerson:
    said = same_persons.find(tx, desk.actor.org_id, same_person)
    if said is None:
        raise NotFound("proposal", same_person)
    if said.state != "proposed":
        raise AnsweredAlready(said.state)
    return said


def _close_proposal(tx: Tx, said: SamePerson, state: str, now: datetime) -> None:
    if said.proposal_id is not None:
        proposals.answer(tx, said.proposal_id, state, now)


def look_again(tx: Tx, said: SamePerson) -> None:
    """Classify the roster again on which an address stood, if anything can still change there."""
    found = workshops.find(tx, said.org_id, WorkshopId(said.workshop_id)) if said.workshop_id else None
    if found and found.state not in ("closed", "cancelled"):
        workshops.touch(tx, found.workshop_id)
        standings.look_again(tx, found)


def _record(desk: Desk, tx: Tx, said: SamePerson, action: str, before: dict[str, object] | None) -> None:
    after = {"state": said.state, "address": said.address, "because": said.because, "agree": said.agree}
    desk.record(tx, action, f"person:{said.person_id}", before, after)
