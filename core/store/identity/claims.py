"""Claims: addresses that somebody says are theirs, each to be proven by the link in a mail to that address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Claim:
    """Times are UTC. `ended_at`: withdrawn, the link is dead."""

    address_claim_id: int
    org_id: OrgId
    person_id: PersonId
    address: str
    made_by: str
    made_at: datetime
    proven_at: datetime | None
    ended_at: datetime | None


_SELECT = """
    SELECT address_claim_id, org_id, person_id, address, made_by, made_at, proven_at, ended_at
      FROM address_claim
"""


def add(tx: Tx, org: OrgId, person: PersonId, address: str, by: str, now: datetime) -> int:
    """Keep a claim; return its key. Older ones of the person for the address end: the newest link is the one in use."""
    end(tx, person, address, now)
    claim = tx.new_id()
    tx.execute(
        """
        INSERT INTO address_claim (address_claim_id, org_id, person_id, address, made_by, made_at)
        VALUES ($claim, $org, $person, $address, $by, $now)
        """,
        claim=claim,
        org=org,
        person=person,
        address=address,
        by=by,
        now=now,
    )
    return claim


def find(tx: Tx, claim: int) -> Claim | None:
    """Return a claim of whatever state, or None."""
    row = tx.first(f"{_SELECT} WHERE address_claim_id = $claim", claim=claim)
    return Claim(*row) if row else None


def open_of(tx: Tx, person: PersonId, since: datetime) -> list[Claim]:
    """Return the claims of a person that wait for proof and were made since a moment, newest first."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE person_id = $person
           AND proven_at IS NULL
           AND ended_at IS NULL
           AND made_at >= $since
         ORDER BY address_claim_id DESC
        """,
        person=person,
        since=since,
    )
    return [Claim(*row) for row in rows]


def made_since(tx: Tx, person: PersonId, since: datetime) -> int:
    """Return how many claims a person made since a moment, whatever became of them."""
    return int(
        tx.value(
            "SELECT count(*) FROM address_claim WHERE person_id = $person AND made_at >= $since",
            person=person,
            since=since,
        )
    )


def prove(tx: Tx, claim: int, now: datetime) -> None:
    """Note that a claim was proven."""
    tx.execute("UPDATE address_claim SET proven_at = $now WHERE address_claim_id = $claim", now=now, claim=claim)


def end(tx: Tx, person: PersonId, address: str, now: datetime) -> int:
    """Withdraw what a person claims of an address and has not proven; return how many claims."""
    return tx.execute(
        """
        UPDATE address_claim
           SET ended_at = $now
         WHERE person_id = $person
           AND address = $address
           AND proven_at IS NULL
           AND ended_at IS NULL
        """,
        person=person,
        address=address,
        now=now,
    )
