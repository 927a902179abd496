"""Who answers a credit: the account behind its address, and the dashboards it may count on."""

from __future__ import annotations

from dataclasses import dataclass

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whose an address is. `provable`: reading a mail there may prove it, since nobody else's account is at stake."""

    person_id: PersonId
    name: str
    proven: bool
    provable: bool


@dataclass(frozen=True, slots=True)
class Dashboard:
    """An organisation whose holder somebody is: where credits may count."""

    org_id: OrgId
    slug: str
    name: str


def at(tx: Tx, address: str) -> Mailbox | None:
    """Return whose an address is, None while it is nobody's.

    Somebody with another proven address and a role in several organisations proves a further one while signed in
    only: one of these organisations could have hung its own mailbox on them.
    """
    row = tx.first(
        """
        SELECT a.person_id, trim(p.first_name || ' ' || p.last_name), a.verified_at IS NOT NULL,
               (SELECT count(DISTINCT m.org_id)
                  FROM membership AS m
                 WHERE m.person_id = a.person_id
                   AND m.ended_at IS NULL) > 1,
               EXISTS (SELECT 1
                         FROM address AS other
                        WHERE other.person_id = a.person_id
                          AND other.verified_at IS NOT NULL)
          FROM address AS a
          JOIN person AS p
            ON p.person_id = a.person_id
         WHERE a.address = $address
        """,
        address=address,
    )
    if row is None:
        return None
    person, name, proven, several, has_proven = row
    return Mailbox(PersonId(person), name, proven, provable=not (several and has_proven))


def dashboards(tx: Tx, person: PersonId) -> list[Dashboard]:
    """Return the organisations whose holder somebody is now, by name."""
    rows = tx.query(
        """
        SELECT DISTINCT o.org_id, o.slug, o.name
          FROM membership AS m
          JOIN organisation AS o
            ON o.org_id = m.org_id
         WHERE m.person_id = $person
           AND m.role = 'holder'
           AND m.ended_at IS NULL
         ORDER BY o.name, o.org_id
        """,
        person=person,
    )
    return [Dashboard(*row) for row in rows]
