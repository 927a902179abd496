"""Who knows a person: what an organisation may change hangs on whether anybody else knows them too."""

from __future__ import annotations

from core.model import OrgId, PersonId
from core.store.db import Tx

# Known, as eligibility and imports understand it: a role, a completion or a certificate. Somebody else's assignments
# and credits are no knowledge, but whoever has some is not one organisation's to change either.
_SEEN = """
    SELECT org_id = $org AS ours, TRUE AS knows
      FROM membership
     WHERE person_id = $person
       AND ended_at IS NULL
     UNION ALL
    SELECT org_id = $org, TRUE
      FROM completion
     WHERE person_id = $person
       AND undone_at IS NULL
     UNION ALL
    SELECT org_id = $org, TRUE
      FROM certificate
     WHERE person_id = $person
       AND state <> 'withdrawn'
     UNION ALL
    SELECT org_id = $org, FALSE
      FROM assignment
     WHERE person_id = $person
     UNION ALL
    SELECT org_id = $org, FALSE
      FROM credit
     WHERE person_id = $person
"""


def organisations(tx: Tx, *persons: PersonId) -> list[OrgId]:
    """Return every organisation that has a record of any of these persons, past ones too."""
    rows = tx.query(
        """
        SELECT org_id FROM membership WHERE person_id IN (SELECT unnest($persons::BIGINT[]))
         UNION
        SELECT org_id FROM completion WHERE person_id IN (SELECT unnest($persons::BIGINT[]))
         UNION
        SELECT org_id FROM certificate WHERE person_id IN (SELECT unnest($persons::BIGINT[]))
         UNION
        SELECT org_id FROM assignment WHERE person_id IN (SELECT unnest($persons::BIGINT[]))
         UNION
        SELECT org_id FROM credit WHERE person_id IN (SELECT unnest($persons::BIGINT[]))
         ORDER BY org_id
        """,
        persons=list(persons),
    )
    return [OrgId(row[0]) for row in rows]


def here(tx: Tx, org: OrgId, person: PersonId) -> bool:
    """Return whether a person is known in an organisation."""
    return bool(tx.value(f"SELECT coalesce(bool_or(ours AND knows), FALSE) FROM ({_SEEN})", org=org, person=person))


def alone(tx: Tx, org: OrgId, person: PersonId) -> bool:
    """Return whether a person is known here and has no record anywhere else."""
    known, elsewhere = tx.query(
        f"SELECT coalesce(bool_or(ours AND knows), FALSE), coalesce(bool_or(NOT ours), FALSE) FROM ({_SEEN})",
        org=org,
        person=person,
    )[0]
    return bool(known) and not elsewhere
