"""Addresses of a person, one at a time: added, proven, made primary or inactive, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import PersonId
from core.store import near_signatures
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address in normal form. `kind`: primary, alternate, or inactive: it identifies, but reaches nobody."""

    address: str
    person_id: PersonId
    kind: str
    verified_at: datetime | None
    made_at: datetime


_SELECT = """
    SELECT address, person_id, kind, verified_at, made_at
      FROM address
"""


def find(tx: Tx, address: str) -> KnownAddress | None:
    """Return an address with its owner, None when nobody has it."""
    row = tx.first(f"{_SELECT} WHERE address = $address", address=address)
    return KnownAddress(*row) if row else None


def of_person(tx: Tx, person: PersonId) -> list[KnownAddress]:
    """Return the addresses of a person, the primary one first."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE person_id = $person
         ORDER BY CASE kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END, made_at, address
        """,
        person=person,
    )
    return [KnownAddress(*row) for row in rows]


def add(tx: Tx, address: str, person: PersonId, kind: str, verified_at: datetime | None, now: datetime) -> None:
    """Give a person an address that nobody has. Somebody else's is refused by its key when the work is committed."""
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, verified_at, made_at)
        VALUES ($address, $person, $kind, $verified, $now)
        """,
        address=address,
        person=person,
        kind=kind,
        verified=verified_at,
        now=now,
    )
    near_signatures.sign_one(tx, address, person)


def remove(tx: Tx, address: str) -> None:
    """Take an address away; that it was there stands in the audit."""
    tx.execute("DELETE FROM address WHERE address = $address", address=address)


def set_kind(tx: Tx, address: str, kind: str) -> None:
    """Make an address primary, alternate or inactive."""
    tx.execute("UPDATE address SET kind = $kind WHERE address = $address", kind=kind, address=address)


def prove(tx: Tx, address: str, now: datetime) -> None:
    """Note that its owner proved an address. What reached nobody until then is an alternate from now on."""
    tx.execute(
        """
        UPDATE address
           SET verified_at = coalesce(verified_at, $now),
               kind = CASE WHEN kind = 'inactive' THEN 'alternate' ELSE kind END
         WHERE address = $address
        """,
        address=address,
        now=now,
    )


def make_primary(tx: Tx, person: PersonId, address: str) -> str | None:
    """Make one of a person's addresses the primary one; return which was."""
    before = next((one.address for one in of_person(tx, person) if one.kind == "primary"), None)
    if before != address:
        if before:
            set_kind(tx, before, "alternate")
        set_kind(tx, address, "primary")
    return before
