"""Accounts: whom an address opens, where that person works, and which organisation they worked in last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId, Role
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Account:
    """An address that may sign in. `proven` is whether its owner ever showed that it is theirs."""

    person_id: PersonId
    name: str
    address: str
    proven: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One membership: a role in an organisation."""

    org_id: OrgId
    slug: str
    org_name: str
    zone: str
    role: Role


def at_address(tx: Tx, address: str) -> Account | None:
    """Return the account that an address (in normal form) opens, or None.

    Somebody without any role has nothing to see. An address that was never proven does not open the account of
    a person with a proven one who works in several organisations: one of them could have added its own mailbox.
    """
    row = tx.first(
        """
        SELECT p.person_id,
               trim(p.first_name || ' ' || p.last_name),
               a.verified_at IS NOT NULL,
               (SELECT count(DISTINCT m.org_id)
                  FROM membership AS m
                 WHERE m.person_id = p.person_id
                   AND m.ended_at IS NULL),
               EXISTS (SELECT 1
                         FROM address AS other
                        WHERE other.person_id = p.person_id
                          AND other.verified_at IS NOT NULL)
          FROM address AS a
          JOIN person AS p ON p.person_id = a.person_id
         WHERE a.address = $address
           AND a.kind <> 'inactive'
        """,
        address=address,
    )
    if row is None:
        return None
    person, name, proven, organisations, has_proven = row
    if organisations == 0 or (organisations > 1 and has_proven and not proven):
        return None
    return Account(PersonId(person), name, address, proven)


def prove(tx: Tx, address: str, now: datetime) -> None:
    """Note that the owner of an address showed that it is theirs."""
    tx.execute(
        """
        UPDATE address
           SET verified_at = $now
         WHERE address = $address
           AND verified_at IS NULL
        """,
        address=address,
        now=now,
    )


def places(tx: Tx, person: PersonId) -> list[Place]:
    """Return every membership of a person, by the name of the organisation."""
    rows = tx.query(
        """
        SELECT DISTINCT o.org_id, o.slug, o.name, o.zone, m.role
          FROM membership AS m
          JOIN organisation AS o ON o.org_id = m.org_id
         WHERE m.person_id = $person
           AND m.ended_at IS NULL
         ORDER BY o.name, o.org_id, m.role
        """,
        person=person,
    )
    return [Place(OrgId(row[0]), row[1], row[2], row[3], Role(row[4])) for row in rows]


def last_organisation(tx: Tx, person: PersonId) -> OrgId | None:
    """Return the organisation that a person's newest session worked in."""
    rows = tx.query(
        """
        SELECT org_id
          FROM session
         WHERE person_id = $person
         ORDER BY made_at DESC
         LIMIT 1
        """,
        person=person,
    )
    return OrgId(rows[0][0]) if rows else None


def fact(tx: Tx, name: str) -> str | None:
    """Return a fact about the whole store, such as 'demo'."""
    row = tx.first("SELECT value FROM instance WHERE name = $name", name=name)
    return str(row[0]) if row else None


def link_in(tx: Tx, token_hash: str, now: datetime) -> str | None:
    """Return the address of a sign-in link that could be used now, without using it."""
    row = tx.first(
        """
        SELECT address
          FROM sign_in_link
         WHERE token_hash = $token
           AND used_at IS NULL
           AND expires_at > $now
        """,
        token=token_hash,
        now=now,
    )
    return str(row[0]) if row else None


def workers(tx: Tx) -> list[tuple[str, str, str, str]]:
    """Return (address, name, role, organisation) of everybody who is staff, instructor or analyst somewhere."""
    rows = tx.query(
        """
        SELECT min(a.address), trim(p.first_name || ' ' || p.last_name), m.role, o.name
          FROM membership AS m
          JOIN organisation AS o ON o.org_id = m.org_id
          JOIN person AS p ON p.person_id = m.person_id
          JOIN address AS a ON a.person_id = p.person_id
         WHERE m.ended_at IS NULL
           AND m.role IN ('staff', 'instructor', 'analyst')
           AND a.kind = 'primary'
         GROUP BY p.person_id, p.first_name, p.last_name, m.role, o.name
        """
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
