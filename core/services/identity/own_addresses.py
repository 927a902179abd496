"""The addresses of whoever is signed in: seen, added with proof by mail, and made the one that mails go to.

Source: docs/identity.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.errors import NotFound, SignedOut
from core.model import Organisation, PersonId, Role
from core.rules.addresses import normal_address
from core.services.desk import Desk
from core.services.identity import asking
from core.services.identity.proving import LASTS
from core.services.identity.refusals import TooManyMails, YoursAlready
from core.store import organisations, people
from core.store.identity import addresses, claims
from core.store.identity.addresses import KnownAddress
from core.store.identity.claims import Claim

EVERYBODY = (Role.STAFF, Role.INSTRUCTOR, Role.ANALYST, Role.HOLDER)
MOST_A_DAY = 5  # mails that ask for proof: nobody writes to strangers through us


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """The page: whose it is, what is theirs, and what waits for the button in a mail."""

    organisation: Organisation
    logo: str | None
    name: str
    addresses: tuple[KnownAddress, ...]
    waiting: tuple[Claim, ...]


def page(desk: Desk) -> OwnAddresses:
    """Return the addresses of whoever asks."""
    with desk.reading_as(*EVERYBODY) as tx:
        person = _self(desk)
        return OwnAddresses(
            organisations.by_id(tx, desk.actor.org_id),
            organisations.look(tx, desk.actor.org_id).logo,
            people.name_of(tx, person),
            tuple(addresses.of_person(tx, person)),
            tuple(claims.open_of(tx, person, desk.now - LASTS)),
        )


def add(desk: Desk, email: str) -> str:
    """Ask for proof of one more address by a mail to it; return its normal form.

    The answer is the same whether somebody has that address or not. It is nobody's before its owner presses the
    button. Raises BadAddress, YoursAlready, or TooManyMails after five on one day.
    """
    with desk.acting_as(*EVERYBODY) as tx:
        person, address = _self(desk), normal_address(email)
        owned = addresses.find(tx, address)
        if owned and owned.person_id == person and owned.verified_at and owned.kind != "inactive":
            raise YoursAlready(address)
        if claims.made_since(tx, person, desk.now - timedelta(days=1)) >= MOST_A_DAY:
            raise TooManyMails
        asking.ask_for_proof(tx, desk.actor, person, address, desk.now)
        desk.record(tx, "address.claimed", f"person:{person}", None, {"address": address})
        return address


def withdraw(desk: Desk, email: str) -> bool:
    """Let a mail that waits ask for nothing any more; return whether one did."""
    with desk.acting_as(*EVERYBODY) as tx:
        address = normal_address(email)
        ended = claims.end(tx, _self(desk), address, desk.now)
        if ended:
            desk.record(tx, "address.claim_withdrawn", f"person:{desk.actor.person_id}", {"address": address})
        return ended > 0


def prefer(desk: Desk, email: str) -> None:
    """Let mails go to this one of the own, proven addresses. Raises NotFound for any other."""
    with desk.acting_as(*EVERYBODY) as tx:
        person, address = _self(desk), normal_address(email)
        owned = addresses.find(tx, address)
        if owned is None or owned.person_id != person or owned.verified_at is None:
            raise NotFound("proven address", address)
        before = addresses.make_primary(tx, person, address)
        desk.record(tx, "address.primary", f"person:{person}", {"address": before}, {"address": address})


def _self(desk: Desk) -> PersonId:
    if desk.actor.person_id is None:
        raise SignedOut
    return desk.actor.person_id
