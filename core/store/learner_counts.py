"""How many stand on each recertification list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.model import LearnerFilter, OrgId
from core.store import learner_facts
from core.store.db import Tx
from core.store.learner_filter import condition
from core.store.learner_status import LISTS, PLACE


def counts(tx: Tx, org: OrgId, on: date, wanted: LearnerFilter) -> dict[str, int]:
    """Return how many rows each list of a day has under a filter, all lists always; the filter's own list is passed
    over, so that the numbers beside the other lists stay."""
    source = learner_facts.source_for(tx, org, on)
    found = condition(org, on, replace(wanted, on_list=None))
    sql = f"""
        SELECT {PLACE} AS place, count(*)
          FROM {source}
         WHERE {found.sql}
         GROUP BY place
    """
    numbers: dict[int, int] = dict(tx.query(sql, **found.named_in(sql)))
    return {name: numbers.get(place, 0) for place, name in enumerate(LISTS)}
