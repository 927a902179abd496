"""Filters of the lists that somebody keeps under a name: the query of an address, and nothing of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`query` is what stands after the question mark of the list's address."""

    name: str
    query: str


def of(tx: Tx, org: OrgId, person: PersonId) -> list[SavedFilter]:
    """Return the filters that a person keeps in an organisation, by name."""
    rows = tx.query(
        """
        SELECT name, query
          FROM saved_filter
         WHERE org_id = $org
           AND person_id = $person
         ORDER BY lower(name), name
        """,
        org=org,
        person=person,
    )
    return [SavedFilter(*row) for row in rows]


def put(tx: Tx, org: OrgId, person: PersonId, kept: SavedFilter, now: datetime) -> bool:
    """Keep a filter under its name; return whether the name is new."""
    replaced = drop(tx, org, person, kept.name)
    tx.execute(
        """
        INSERT INTO saved_filter (org_id, person_id, name, query, made_at)
        VALUES ($org, $person, $name, $query, $now)
        """,
        org=org,
        person=person,
        name=kept.name,
        query=kept.query,
        now=now,
    )
    return not replaced


def drop(tx: Tx, org: OrgId, person: PersonId, name: str) -> bool:
    """Forget a filter; return whether it was there."""
    dropped = tx.execute(
        """
        DELETE FROM saved_filter
         WHERE org_id = $org
           AND person_id = $person
           AND name = $name
        """,
        org=org,
        person=person,
        name=name,
    )
    return dropped > 0
