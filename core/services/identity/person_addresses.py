"""A person's addresses as staff keep them: added with a mail that asks for proof, made primary or inactive, removed.

Only of people who have no records elsewhere; what is added to anybody else is a proposal. Source: docs/identity.md.
"""

from __future__ import annotations

from core.errors import NotFound
from core.model import PersonId, Role
from core.rules.addresses import normal_address
from core.services.desk import Desk
from core.services.identity import asking
from core.services.identity.refusals import AddressOwned, AddressProven, LastAddress, OnlyThePersonMay, ProposedAlready
from core.store import people, same_persons
from core.store.db import Tx
from core.store.identity import addresses, claims, known, proposals
from core.store.identity.addresses import KnownAddress


def add(desk: Desk, person: PersonId, email: str) -> str:
    """Add an address to a person and ask at it for proof; return 'added', or 'proposed' where only they can confirm it.

    Staff only. Raises NotFound, BadAddress, ProposedAlready, or AddressOwned for one that is in use.
    """
    with desk.acting_as(Role.STAFF) as tx:
        org, address = desk.actor.org_id, normal_address(email)
        alone = _known(desk, tx, person)
        if addresses.find(tx, address):
            raise AddressOwned(address)
        if any(address in one.addresses for one in proposals.open_of(tx, org, person)):
            raise ProposedAlready(address)
        if not alone:
            asking.propose(tx, desk.actor, person, address, desk.now)
            desk.record(tx, "address.proposed", f"person:{person}", None, {"address": address})
            return "proposed"
        primary = people.primary_address(tx, person) is None
        addresses.add(tx, address, person, "primary" if primary else "alternate", None, desk.now)
        asking.ask_for_proof(tx, desk.actor, person, address, desk.now)
        desk.record(tx, "address.added", f"person:{person}", None, {"address": address})
        return "added"


def proposed(desk: Desk, person: PersonId) -> list[str]:
    """Return the addresses that were proposed to a person, who is still to answer, newest first. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        _known(desk, tx, person)
        return [address for one in proposals.open_of(tx, desk.actor.org_id, person) for address in one.addresses]


def ask_again(desk: Desk, person: PersonId, email: str) -> None:
    """Ask for proof of an address once more; older links to it die. Staff only. Raises NotFound, AddressProven."""
    with desk.acting_as(Role.STAFF) as tx:
        one = _address(desk, tx, person, email)
        if one.verified_at:
            raise AddressProven
        asking.ask_for_proof(tx, desk.actor, person, one.address, desk.now)
        desk.record(tx, "address.asked", f"person:{person}", None, {"address": one.address})


def make_primary(desk: Desk, person: PersonId, email: str) -> None:
    """Let mails to a person go to this address; the former becomes an alternate. Staff only. Raises NotFound."""
    with desk.acting_as(Role.STAFF) as tx:
        one = _address(desk, tx, person, email)
        before = addresses.make_primary(tx, person, one.address)
        desk.record(tx, "address.primary", f"person:{person}", {"address": before}, {"address": one.address})


def make_inactive(desk: Desk, person: PersonId, email: str) -> None:
    """Let an address identify its person and reach nobody. Staff only.

    When it was the primary one, the next takes its place. Raises NotFound, or LastAddress when no other reaches them.
    """
    with desk.acting_as(Role.STAFF) as tx:
        one = _address(desk, tx, person, email)
        _hand_on(tx, one)
        addresses.set_kind(tx, one.address, "inactive")
        claims.end(tx, person, one.address, desk.now)
        before = {"address": one.address, "kind": one.kind}
        desk.record(tx, "address.inactive", f"person:{person}", before, {"address": one.address, "kind": "inactive"})


def remove(desk: Desk, person: PersonId, email: str) -> None:
    """Take an address away that was never proven. Staff only. Raises NotFound, AddressProven, or LastAddress."""
    with desk.acting_as(Role.STAFF) as tx:
        one = _address(desk, tx, person, email)
        if one.verified_at:
            raise AddressProven
        _hand_on(tx, one)
        addresses.remove(tx, one.address)
        claims.end(tx, person, one.address, desk.now)
        if said := same_persons.live_of(tx, desk.actor.org_id, one.address):
            same_persons.answer(tx, said, "undone", desk.actor.name, desk.now)
        desk.record(tx, "address.removed", f"person:{person}", {"address": one.address, "kind": one.kind}, None)


def _hand_on(tx: Tx, one: KnownAddress) -> None:
    """Let another address be the primary one, if this one is. Raises LastAddress when no other reaches its person."""
    others = [each for each in addresses.of_person(tx, one.person_id) if each.address != one.address]
    reaching = [each for each in others if each.kind != "inactive"]
    if one.kind != "inactive" and not reaching:
        raise LastAddress
    if one.kind == "primary":
        addresses.set_kind(tx, reaching[0].address, "primary")


def _known(desk: Desk, tx: Tx, person: PersonId) -> bool:
    """Return whether a person has no records elsewhere. Raises NotFound for whoever is not known here."""
    if not known.here(tx, desk.actor.org_id, person):
        raise NotFound("person", person)
    return known.alone(tx, desk.actor.org_id, person)


def _address(desk: Desk, tx: Tx, person: PersonId, email: str) -> KnownAddress:
    alone, address = _known(desk, tx, person), normal_address(email)
    found = addresses.find(tx, address)
    if found is None or found.person_id != person:
        raise NotFound("address of this person", address)
    if not alone:
        raise OnlyThePersonMay(people.name_of(tx, person) or address)
    return found
