"""The newest list actions of an organisation, for a page that lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class RecentAct:
    """One list action: what kind, what it did to how many, by whom and when (UTC)."""

    batch_id: int
    kind: str
    state: str
    counts: Mapping[str, int]
    made_by: str
    made_at: datetime
    undone_at: datetime | None


def newest(tx: Tx, org: OrgId, kinds: Sequence[str], count: int) -> list[RecentAct]:
    """Return the newest batches of these kinds, newest first."""
    rows = tx.query(
        """
        SELECT batch_id, kind, state, counts, made_by, made_at, undone_at
          FROM batch
         WHERE org_id = $org
           AND kind IN (SELECT unnest($kinds::VARCHAR[]))
         ORDER BY batch_id DESC
         LIMIT $count
        """,
        org=org,
        kinds=list(kinds),
        count=count,
    )
    return [RecentAct(row[0], row[1], row[2], json.loads(row[3]), *row[4:]) for row in rows]
