"""What the records say about a person whom somebody names for an address."""

from __future__ import annotations

from dataclasses import dataclass

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Evidence:
    """A person's addresses, folded name and numbers, and whether they stood on an earlier roster of an instructor."""

    addresses: tuple[str, ...]
    name: str
    external_ids: tuple[str, ...]
    taught_before: bool


def of(tx: Tx, org: OrgId, person: PersonId, workshop: int) -> Evidence:
    """Return what speaks for a person on the roster of a workshop."""
    addresses = tx.query("SELECT address FROM address WHERE person_id = $person ORDER BY address", person=person)
    name = tx.value("SELECT search_text FROM person WHERE person_id = $person", person=person)
    numbers = tx.query(
        "SELECT external_id FROM external_id WHERE org_id = $org AND person_id = $person", org=org, person=person
    )
    taught = tx.value(_TAUGHT_BEFORE, org=org, person=person, workshop=workshop)
    return Evidence(
        tuple(row[0] for row in addresses), str(name), tuple(row[0] for row in numbers), taught_before=taught > 0
    )


_TAUGHT_BEFORE = """
    SELECT count(*)
      FROM workshop AS w
      JOIN workshop AS e
        ON e.org_id = w.org_id
       AND e.instructor_id = w.instructor_id
       AND e.held_on < w.held_on
       AND e.state <> 'cancelled'
      JOIN participant AS p
        ON p.workshop_id = e.workshop_id
       AND p.dropped_at IS NULL
      JOIN address AS a
        ON a.address = p.address
       AND a.person_id = $person
     WHERE w.org_id = $org
       AND w.workshop_id = $workshop
"""
