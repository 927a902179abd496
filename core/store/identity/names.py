"""The name of a person, and its text for searching."""

from __future__ import annotations

from core.model import PersonId
from core.store.db import Tx
from core.store.people import folded


def of(tx: Tx, person: PersonId) -> tuple[str, str]:
    """Return first and last name; both empty for whoever is not there."""
    row = tx.first("SELECT first_name, last_name FROM person WHERE person_id = $person", person=person)
    return (str(row[0]), str(row[1])) if row else ("", "")


def change(tx: Tx, person: PersonId, first: str, last: str) -> None:
    """Give a person another name."""
    tx.execute(
        """
        UPDATE person
           SET first_name = $first,
               last_name = $last,
               search_text = $search
         WHERE person_id = $person
        """,
        person=person,
        first=first,
        last=last,
        search=folded(first, last),
    )
