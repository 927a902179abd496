"""Two persons become one, and two again: what changes hands, and what changes with it.

Merged is who is known in one organisation alone. Everything moves by its key (core/store/identity/moving.py); here is
what needs more care: addresses, roles, keys that name the person, and the facts of recertification.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.model import OrgId, PersonId
from core.store import assignments, learner_facts
from core.store.db import Tx
from core.store.identity import merged_addresses, merged_roles, moving, rekeying


def merge(tx: Tx, orgs: Sequence[OrgId], batch: int, keep: PersonId, gone: PersonId, now: datetime) -> dict[str, int]:
    """Give everything of `gone` to `keep`; return words → how many rows. What cannot be both was refused before.

    `orgs` are all that have records of either.
    """
    found = {
        "address": merged_addresses.give(tx, batch, keep, gone),
        "role": merged_roles.give(tx, batch, keep, gone, now),
    }
    found |= moving.move(tx, batch, keep, gone)
    rekeying.certificates(tx, gone, keep)
    rekeying.credits(tx, gone, keep)
    _give_facts(tx, batch, keep, gone)
    for org in orgs:
        _refresh(tx, org, keep, gone)
    return {words: many for words, many in found.items() if many}


def plan_return(tx: Tx, batch: int, keep: PersonId, gone: PersonId, made_at: datetime) -> None:
    """Make `going_back` from everything that a merge moved, and of that `undoing`, as every kind of undo has it.

    going_back: table_name, row_key, words, was, code (why it is kept; absent: it goes back)
    """
    moving.begin_return(tx)
    moving.look_back(tx, batch, keep)
    merged_addresses.look_back(tx, batch, keep)
    merged_roles.look_back(tx, batch, keep, made_at)
    tx.execute(_UNDOING, gone=gone)


def separate(tx: Tx, org: OrgId, batch: int, keep: PersonId, gone: PersonId, made_at: datetime) -> None:
    """Give back what `going_back` says can go back."""
    moving.move_back(tx, keep, gone)
    rekeying.certificates(tx, keep, gone)
    rekeying.credits(tx, keep, gone)
    merged_roles.give_back(tx, keep, gone, made_at)
    merged_addresses.give_back(tx, keep, gone)
    _return_facts(tx, org, batch, keep, gone)
    _refresh(tx, org, keep, gone)


def _give_facts(tx: Tx, batch: int, keep: PersonId, gone: PersonId) -> None:
    """Keep the keys of the lists' rows, which what is open hangs on; a family that only one had keeps its row."""
    tx.execute(
        """
        INSERT INTO merged_row (batch_id, table_name, row_key, person_id, was)
        SELECT $batch, 'learner', family, $gone, CAST(learner_id AS VARCHAR)
          FROM learner
         WHERE person_id = $gone
        """,
        batch=batch,
        gone=gone,
    )
    tx.execute(
        """
        UPDATE learner AS l
           SET person_id = $keep
         WHERE l.person_id = $gone
           AND NOT EXISTS (SELECT 1
                             FROM learner AS o
                            WHERE o.person_id = $keep
                              AND o.org_id = l.org_id
                              AND o.family = l.family)
        """,
        keep=keep,
        gone=gone,
    )


def _refresh(tx: Tx, org: OrgId, keep: PersonId, gone: PersonId) -> None:
    learner_facts.keep(tx, org, [keep, gone])
    assignments.key_again(tx, org)


_UNDOING = """
    CREATE OR REPLACE TEMP TABLE undoing AS
    SELECT CAST($gone AS BIGINT) AS person_id, words AS family,
           row_number() OVER (ORDER BY table_name, row_key) AS assignment_id, code,
           CAST(NULL AS DATE) AS old_on, CAST(NULL AS DATE) AS new_on, FALSE AS by_hand
      FROM going_back
"""


def _return_facts(tx: Tx, org: OrgId, batch: int, keep: PersonId, gone: PersonId) -> None:
    """Let the lists' rows of `gone` have their keys again; `refresh` fills them from the records."""
    mine = "SELECT CAST(was AS BIGINT) FROM merged_row WHERE batch_id = $batch AND table_name = 'learner'"
    tx.execute(
        f"UPDATE learner SET person_id = $gone WHERE person_id = $keep AND learner_id IN ({mine})",
        gone=gone,
        keep=keep,
        batch=batch,
    )
    tx.execute(
        """
        INSERT INTO learner (learner_id, org_id, person_id, family, by_hand, archived, started)
        SELECT CAST(m.was AS BIGINT), $org, $gone, m.row_key, FALSE, FALSE, FALSE
          FROM merged_row AS m
         WHERE m.batch_id = $batch
           AND m.table_name = 'learner'
           AND NOT EXISTS (SELECT 1
                             FROM learner AS l
                            WHERE l.learner_id = CAST(m.was AS BIGINT))
        """,
        org=org,
        gone=gone,
        batch=batch,
    )
