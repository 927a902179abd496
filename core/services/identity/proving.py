"""Proving an address: the button behind the link that was mailed to it. Source: docs/identity.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model import Actor, Organisation, PersonId, Role
from core.rules import tokens
from core.services.credits import recovering
from core.services.identity import joining
from core.services.identity.refusals import ClaimDead
from core.store import audit, organisations, people
from core.store.db import Db, Tx
from core.store.identity import addresses, claims
from core.store.identity.claims import Claim

PURPOSE = "address"
LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What the link opens: whose mail it is, the account that the address would belong to, and whether it does."""

    organisation: Organisation
    logo: str | None
    name: str
    address: str
    proven: bool


def page(db: Db, secret: bytes, token: str, now: datetime) -> ProofPage:
    """Return what a link opens. Looking proves nothing: mail scanners look at every link. Raises ClaimDead."""
    with db.reading() as tx:
        claim = _claim(tx, secret, token, now)
        return ProofPage(
            organisations.by_id(tx, claim.org_id),
            organisations.look(tx, claim.org_id).logo,
            people.name_of(tx, claim.person_id),
            claim.address,
            claim.proven_at is not None,
        )


def prove(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Note that the owner of the address confirmed it; return whether this was the first time.

    The address is the person's from now on, if it was nobody's, or the same person's by another record (joining).
    Raises ClaimDead, or AddressOfAnother.
    """
    with db.transaction() as tx:
        claim = _claim(tx, secret, token, now)
        if claim.proven_at is not None:
            return False
        holder = Actor(claim.org_id, Role.HOLDER, claim.person_id, people.name_of(tx, claim.person_id), claim.address)
        owned = addresses.find(tx, claim.address)
        if owned is None:
            addresses.add(tx, claim.address, claim.person_id, _kind(tx, claim.person_id), now, now)
        elif owned.person_id != claim.person_id:
            joining.join(tx, holder, claim, owned.person_id, now)
        addresses.prove(tx, claim.address, now)
        claims.prove(tx, claim.address_claim_id, now)
        after = {"address": claim.address, "asked_by": claim.made_by}
        audit.add(tx, holder, now, "address.proven", f"person:{claim.person_id}", None, after)
        recovering.offer_archived(tx, claim.person_id, now)  # credits may have waited for this address
        return True


def _kind(tx: Tx, person: PersonId) -> str:
    return "alternate" if any(one.kind == "primary" for one in addresses.of_person(tx, person)) else "primary"


def _claim(tx: Tx, secret: bytes, token: str, now: datetime) -> Claim:
    key = tokens.key_of(token, secret, PURPOSE)
    found = claims.find(tx, key) if key is not None else None
    if found is None or found.ended_at is not None:
        raise ClaimDead
    if found.proven_at is None and found.made_at + LASTS < now:
        raise ClaimDead
    return found
