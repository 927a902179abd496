"""Whom a selection on the lists means: ticked rows, or everything that a filter matches."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from core.model import AllLearners, Chosen, OrgId
from core.store import learner_facts
from core.store.db import Tx
from core.store.learner_filter import condition


def select(tx: Tx, org: OrgId, on: date, wanted: Chosen | AllLearners) -> int:
    """Make the temporary table `selection(learner_id, person_id, family)`; return how many rows it has.

    Ticked rows of another organisation, and rows that are gone, are passed over.
    """
    source = learner_facts.source_for(tx, org, on)
    ids = wanted.ids if isinstance(wanted, Chosen) else wanted.but
    tx.load_rows("ticked", {"learner_id": (pa.int64(), sorted(ids))})
    if isinstance(wanted, Chosen):
        values = {"org": org}
        matching = "org_id = $org AND learner_id IN (SELECT learner_id FROM ticked)"
    else:
        found = condition(org, on, wanted.filter)
        values = found.named_in(found.sql)
        matching = found.sql
        if wanted.but:
            matching += " AND NOT EXISTS (SELECT 1 FROM ticked AS t WHERE t.learner_id = matched.learner_id)"
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE selection AS
        SELECT learner_id, person_id, family
          FROM {source} AS matched
         WHERE {matching}
        """,
        **values,
    )
    return int(tx.value("SELECT count(*) FROM selection"))


def passed_over(tx: Tx) -> list[int]:
    """Return the ticked rows that are not in `selection`: gone, or another organisation's. After a `select` of ids."""
    rows = tx.query("""
        SELECT t.learner_id
          FROM ticked AS t
         WHERE NOT EXISTS (SELECT 1 FROM selection AS s WHERE s.learner_id = t.learner_id)
         ORDER BY t.learner_id
    """)
    return [int(row[0]) for row in rows]
