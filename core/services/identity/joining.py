"""Joining: somebody proves an address that a file brought in as another person's, who is the same by name.

An import of completions makes a person of each address that it does not know. Whoever proves such an address, and bears
the name that stands beside it, is that person: the two become one, across organisations, by the person's own act. It is
a merge like staff's, and undone like one. Source: docs/identity.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from core.model import Actor, PersonId, Role
from core.services.identity.refusals import AddressOfAnother
from core.store import audit, batches, classification, people
from core.store.batches import Batch
from core.store.db import Tx
from core.store.identity import addresses, conflicts, known, merging, names
from core.store.identity.claims import Claim
from core.store.people import folded


def join(tx: Tx, holder: Actor, claim: Claim, other: PersonId, now: datetime) -> None:
    """Make one of who claims an address and whose it is so far. A step of proving, which has seen the mailbox proven.

    Raises AddressOfAnother unless the other is no account (no proven address, no role but holder), has this address
    alone, bears the same name or none, and both have nothing that one person cannot have twice.
    """
    keep = claim.person_id
    orgs = known.organisations(tx, keep, other)
    if not (_no_account(tx, claim, other) and _same_name(tx, keep, other)):
        raise AddressOfAnother
    if any(conflicts.between(tx, org, keep, other) for org in orgs):
        raise AddressOfAnother
    batch, at = tx.new_id(), (known.organisations(tx, other) or [claim.org_id])[0]
    gone_name = " ".join(names.of(tx, other)).strip() or claim.address
    counts = merging.merge(tx, orgs, batch, keep, other, now)
    detail = {"keep": keep, "gone": other, "keep_name": holder.name, "gone_name": gone_name, "moved": counts}
    will = {"addresses": 1, "records": sum(counts.values()) - 1}
    plan = hashlib.sha256(f"join:{claim.address_claim_id}:{other}".encode()).hexdigest()
    batches.add(tx, Batch(batch, at, "merge", "done", will, detail, holder.name, now), plan)
    audit.add(
        tx,
        replace(holder, org_id=at),
        now,
        "person.joined",
        f"person:{keep}",
        {"person": other},
        {"batch": batch, "moved": counts},
    )


def _no_account(tx: Tx, claim: Claim, other: PersonId) -> bool:
    had = addresses.of_person(tx, other)
    roles = {role for org in known.organisations(tx, other) for role in people.roles_in(tx, org, other)}
    return [one.address for one in had] == [claim.address] and not had[0].verified_at and roles <= {Role.HOLDER}


def _same_name(tx: Tx, keep: PersonId, other: PersonId) -> bool:
    ours, theirs = (classification.name_key(folded(*names.of(tx, one))) for one in (keep, other))
    return ours == theirs or not theirs
