"""Asking people: the mails that carry a proposal or a claim to whoever can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.model import Actor, PersonId, Role
from core.store import outbox, people
from core.store.db import Tx
from core.store.identity import claims, proposals
from core.store.identity.proposals import Proposal
from core.store.outbox import NewMail
from core.store.same_persons import SamePerson


def propose(tx: Tx, by: Actor, person: PersonId, address: str, now: datetime) -> int:
    """Propose that an address is a person's, and ask them by mail; return the proposal's key."""
    proposal = proposals.add(tx, by.org_id, person, {"addresses": [{"address": address, "verified": False}]}, now)
    found = proposals.find(tx, proposal)
    to = people.primary_address(tx, person)
    if found and to:
        outbox.queue(tx, [_proposal_mail(found, people.name_of(tx, person), to)], now)
    return proposal


def ask_new(tx: Tx, by: Actor, since: datetime) -> int:
    """Ask everybody about whom something was proposed since a moment, once each; return how many mails are new."""
    asked = proposals.open_since(tx, by.org_id, since)
    if not asked:
        return 0
    reached = proposals.reached(tx, by.org_id, since)
    mails = [_proposal_mail(one, *reached[one.person_id]) for one in asked if one.person_id in reached]
    return outbox.queue(tx, mails, since)


def _proposal_mail(one: Proposal, name: str, to: str) -> NewMail:
    return NewMail(
        org_id=one.org_id,
        dedupe_key=f"proposal:{one.proposal_id}",
        kind="proposal",
        to_address=to,
        to_name=name,
        person_id=one.person_id,
        parameters={"name": name, "changes": "\n".join(change_words(one)), "link_id": one.proposal_id},
    )


def change_words(one: Proposal) -> Sequence[str]:
    """Return what a proposal would change, a line each."""
    name = " ".join(str(one.change[part]) for part in ("first_name", "last_name") if one.change.get(part))
    return [*([f"Name: {name}"] if name else []), *(f"Address: {address}" for address in one.addresses)]


def tell_declined(tx: Tx, said: SamePerson, workshop: str, now: datetime) -> int:
    """Tell staff that somebody declined who was certified meanwhile; return how many mails are new."""
    person = people.name_of(tx, said.person_id)
    words = {"person": person, "address": said.address, "workshop": workshop, "workshop_id": said.workshop_id}
    mails = [
        NewMail(
            org_id=said.org_id,
            dedupe_key=f"same_person_declined:{said.same_person_id}:{staff}",
            kind="same_person_declined",
            to_address=to,
            to_name=name,
            person_id=staff,
            parameters={"name": name, **words},
        )
        for staff, name in people.with_role(tx, said.org_id, Role.STAFF)
        if (to := people.primary_address(tx, staff))
    ]
    return outbox.queue(tx, mails, now)


def ask_for_proof(tx: Tx, by: Actor, person: PersonId, address: str, now: datetime) -> int:
    """Ask at an address itself whether it is this person's; return the claim's key."""
    claim = claims.add(tx, by.org_id, person, address, by.name, now)
    name = people.name_of(tx, person) or address
    mail = NewMail(
        org_id=by.org_id,
        dedupe_key=f"address:{claim}",
        kind="address_verification",
        to_address=address,
        to_name=name,
        person_id=person,
        parameters={"name": name, "address": address, "link_id": claim},
    )
    outbox.queue(tx, [mail], now)
    return claim
