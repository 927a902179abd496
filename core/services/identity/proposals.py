"""Proposals: whoever several organisations know sees old and new, and accepts or declines. See docs/identity.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import LinkDead
from core.model import Actor, Organisation, Role, WorkshopId
from core.rules import tokens
from core.services.identity import asking, linking
from core.services.identity.refusals import AddressOfAnother
from core.store import audit, organisations, people, same_persons, workshops
from core.store.db import Db, Tx
from core.store.identity import addresses, names, proposals
from core.store.identity.proposals import Proposal

PURPOSE = "proposal"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change: what it is, as it stands, and as it would stand. An empty old: nothing so far."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What the page shows. `workshop`: on whose list the address stood, if any. `state`: open, accepted, declined."""

    organisation: Organisation
    logo: str | None
    name: str
    changes: tuple[Change, ...]
    workshop: str | None
    state: str


def page(db: Db, secret: bytes, token: str) -> ProposalPage:
    """Return what a link opens; nothing changes by looking. Raises LinkDead."""
    with db.reading() as tx:
        one = _proposal(tx, secret, token)
        return ProposalPage(
            organisations.by_id(tx, one.org_id),
            organisations.look(tx, one.org_id).logo,
            people.name_of(tx, one.person_id),
            _changes(tx, one),
            _workshop(tx, one),
            one.state,
        )


def accept(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Note what was proposed; return whether it was open. Raises LinkDead, or AddressOfAnother and changes nothing.

    A proposed address reaches nobody before it is proven: a mail to it asks for that.
    """
    with db.transaction() as tx:
        one = _proposal(tx, secret, token)
        if one.state != "open":
            return False
        before = {"name": people.name_of(tx, one.person_id)}
        said = same_persons.of_proposal(tx, one.org_id, one.proposal_id)
        _take(tx, one, now, ask=said is None)
        proposals.answer(tx, one.proposal_id, "accepted", now)
        _record(tx, one, now, "proposal.accepted", before)
        if said and said.state == "proposed":
            same_persons.answer(tx, said, "linked", people.name_of(tx, one.person_id), now)
            linking.look_again(tx, replace(said, state="linked"))
        return True


def decline(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Leave everything as it is; return whether the proposal was open. Raises LinkDead."""
    with db.transaction() as tx:
        one = _proposal(tx, secret, token)
        if one.state != "open":
            return False
        proposals.answer(tx, one.proposal_id, "declined", now)
        _record(tx, one, now, "proposal.declined", None)
        said = same_persons.of_proposal(tx, one.org_id, one.proposal_id)
        if said and said.state == "proposed":
            same_persons.answer(tx, said, "declined", people.name_of(tx, one.person_id), now)
            if same_persons.certified(tx, said):
                asking.tell_declined(tx, said, _workshop(tx, one) or "", now)
            linking.look_again(tx, replace(said, state="declined"))
        return True


def _take(tx: Tx, one: Proposal, now: datetime, *, ask: bool) -> None:
    if one.change.get("first_name") or one.change.get("last_name"):
        first, last = names.of(tx, one.person_id)
        names.change(
            tx, one.person_id, str(one.change.get("first_name") or first), str(one.change.get("last_name") or last)
        )
    for address in one.addresses:
        owned = addresses.find(tx, address)
        if owned and owned.person_id != one.person_id:
            raise AddressOfAnother
        if owned is None:
            addresses.add(tx, address, one.person_id, linking.UNPROVEN, None, now)
        if ask and not (owned and owned.verified_at):
            asking.ask_for_proof(tx, _actor(tx, one), one.person_id, address, now)


def _changes(tx: Tx, one: Proposal) -> tuple[Change, ...]:
    found = []
    if one.change.get("first_name") or one.change.get("last_name"):
        first, last = names.of(tx, one.person_id)
        new = f"{one.change.get('first_name') or first} {one.change.get('last_name') or last}"
        found.append(Change("Name", f"{first} {last}".strip(), new.strip()))
    have = ", ".join(owned.address for owned in addresses.of_person(tx, one.person_id))
    found += [Change("One more address", have, address) for address in one.addresses]
    return tuple(found)


def _workshop(tx: Tx, one: Proposal) -> str | None:
    said = same_persons.of_proposal(tx, one.org_id, one.proposal_id)
    held = workshops.find(tx, one.org_id, WorkshopId(said.workshop_id)) if said and said.workshop_id else None
    return held.name if held else None


def _record(tx: Tx, one: Proposal, now: datetime, action: str, before: dict[str, str] | None) -> None:
    audit.add(tx, _actor(tx, one), now, action, f"person:{one.person_id}", before, dict(one.change))


def _actor(tx: Tx, one: Proposal) -> Actor:
    return Actor(one.org_id, Role.HOLDER, one.person_id, people.name_of(tx, one.person_id), "")


def _proposal(tx: Tx, secret: bytes, token: str) -> Proposal:
    key = tokens.key_of(token, secret, PURPOSE)
    found = proposals.find(tx, key) if key is not None else None
    if found is None:
        raise LinkDead
    return found
