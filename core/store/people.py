"""Persons, addresses and memberships."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from core.model import OrgId, PersonId, Role
from core.store import near_signatures
from core.store.db import Tx


def folded(*parts: str) -> str:
    """Return the search text of a name: no case, no accents, single spaces."""
    text = " ".join(parts).casefold()
    if text.isascii():  # nearly all of a million names: nothing to take apart
        return " ".join(text.split())
    text = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


def roles_in(tx: Tx, org: OrgId, person: PersonId) -> set[Role]:
    """Return the roles that a person holds in an organisation now."""
    rows = tx.query(
        """
        SELECT role
          FROM membership
         WHERE org_id = $org
           AND person_id = $person
           AND ended_at IS NULL
        """,
        org=org,
        person=person,
    )
    return {Role(row[0]) for row in rows}


def by_address(tx: Tx, address: str) -> PersonId | None:
    """Return whose address (in normal form) this is, of whatever kind."""
    row = tx.first("SELECT person_id FROM address WHERE address = $address", address=address)
    return PersonId(row[0]) if row else None


def add_person(tx: Tx, first_name: str, last_name: str, address: str, now: datetime, *, verified: bool) -> PersonId:
    """Add a person with one primary address in normal form."""
    person = PersonId(tx.new_id())
    tx.execute(
        "INSERT INTO person VALUES ($person, $first, $last, $search, $now)",
        person=person,
        first=first_name,
        last=last_name,
        search=folded(first_name, last_name),
        now=now,
    )
    tx.execute(
        "INSERT INTO address VALUES ($address, $person, 'primary', $verified, $now)",
        address=address,
        person=person,
        verified=now if verified else None,
        now=now,
    )
    near_signatures.sign_one(tx, address, person)
    return person


def add_membership(tx: Tx, org: OrgId, person: PersonId, role: Role, now: datetime) -> bool:
    """Give a person a role; return whether it is new."""
    if role in roles_in(tx, org, person):
        return False
    tx.execute(
        """
        INSERT INTO membership (org_id, person_id, role, made_at)
        VALUES ($org, $person, $role, $now)
        """,
        org=org,
        person=person,
        role=str(role),
        now=now,
    )
    return True


def end_membership(tx: Tx, org: OrgId, person: PersonId, role: Role, now: datetime) -> bool:
    """Take a role away; return whether it was held."""
    changed = tx.execute(
        """
        UPDATE membership
           SET ended_at = $now
         WHERE org_id = $org
           AND person_id = $person
           AND role = $role
           AND ended_at IS NULL
        """,
        org=org,
        person=person,
        role=str(role),
        now=now,
    )
    return changed > 0


def name_of(tx: Tx, person: PersonId) -> str:
    """Return the full name of a person."""
    row = tx.first("SELECT trim(first_name || ' ' || last_name) FROM person WHERE person_id = $person", person=person)
    return str(row[0]) if row else ""


def primary_address(tx: Tx, person: PersonId) -> str | None:
    """Return the address that mails to a person go to."""
    rows = tx.query(
        """
        SELECT address
          FROM address
         WHERE person_id = $person
           AND kind <> 'inactive'
         ORDER BY CASE kind WHEN 'primary' THEN 0 ELSE 1 END, made_at, address
        """,
        person=person,
    )
    return str(rows[0][0]) if rows else None


def with_role(tx: Tx, org: OrgId, role: Role) -> list[tuple[PersonId, str]]:
    """Return (person, name) of everybody who holds a role here, by name."""
    rows = tx.query(
        """
        SELECT DISTINCT p.person_id, trim(p.first_name || ' ' || p.last_name) AS full_name
          FROM membership AS m
          JOIN person AS p ON p.person_id = m.person_id
         WHERE m.org_id = $org
           AND m.role = $role
           AND m.ended_at IS NULL
         ORDER BY full_name, p.person_id
        """,
        org=org,
        role=str(role),
    )
    return [(PersonId(row[0]), row[1]) for row in rows]
