"""Batches: the record of a list action, and the key by which confirming twice finds the first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.model import OrgId
from core.store.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Batch:
    batch_id: int
    org_id: OrgId
    kind: str
    state: str
    counts: Mapping[str, Any]
    detail: Mapping[str, Any]
    made_by: str
    made_at: datetime


_SELECT = """
    SELECT batch_id, org_id, kind, state, counts, detail, made_by, made_at
      FROM batch
     WHERE org_id = $org
"""


def add(tx: Tx, batch: Batch, plan_hash: str) -> None:
    """Keep a batch; a plan that was carried out already is refused by its key at the end of the transaction."""
    tx.execute(
        """
        INSERT INTO batch (batch_id, org_id, kind, plan_hash, state, counts, detail, made_by, made_at)
        VALUES ($batch, $org, $kind, $hash, $state, $counts, $detail, $by, $now)
        """,
        batch=batch.batch_id,
        org=batch.org_id,
        kind=batch.kind,
        hash=plan_hash,
        state=batch.state,
        counts=json.dumps(batch.counts, ensure_ascii=False, sort_keys=True),
        detail=json.dumps(batch.detail, ensure_ascii=False, sort_keys=True),
        by=batch.made_by,
        now=batch.made_at,
    )


def by_plan(tx: Tx, org: OrgId, plan_hash: str) -> Batch | None:
    """Return the batch that carried out a plan of this organisation, or None."""
    row = tx.first(f"{_SELECT} AND plan_hash = $hash", org=org, hash=plan_hash)
    return _record(row) if row else None


def newest(tx: Tx, org: OrgId, kind: str, count: int) -> list[Batch]:
    """Return the newest batches of a kind."""
    rows = tx.query(f"{_SELECT} AND kind = $kind ORDER BY batch_id DESC LIMIT $count", org=org, kind=kind, count=count)
    return [_record(row) for row in rows]


def _record(row: Row) -> Batch:
    return Batch(row[0], OrgId(row[1]), row[2], row[3], json.loads(row[4]), json.loads(row[5]), row[6], row[7])


def imports_of_file(tx: Tx, org: OrgId, sha256: str) -> int:
    """Return how often this very file was brought in."""
    return int(
        tx.value(
            """
            SELECT count(*)
              FROM batch
             WHERE org_id = $org
               AND kind = 'import'
               AND detail LIKE $file
            """,
            org=org,
            file=f'%"{sha256}"%',
        )
    )


def undone_with(tx: Tx, org: OrgId, first: str) -> int:
    """Return how many batches that rested on the same facts were undone since."""
    return int(
        tx.value(
            """
            SELECT count(*)
              FROM batch
             WHERE org_id = $org
               AND state = 'undone'
               AND detail LIKE $first
            """,
            org=org,
            first=f'%"first": "{first}"%',
        )
    )


def resting_on(tx: Tx, org: OrgId, kind: str, first: str) -> int:
    """Return how many batches of a kind rested on the same facts, undone or not."""
    return int(
        tx.value(
            """
            SELECT count(*)
              FROM batch
             WHERE org_id = $org
               AND kind = $kind
               AND detail LIKE $first
            """,
            org=org,
            kind=kind,
            first=f'%"first": "{first}"%',
        )
    )


def organisation_of(tx: Tx, batch: int) -> OrgId | None:
    """Return whose batch this is, None when there is none."""
    row = tx.first("SELECT org_id FROM batch WHERE batch_id = $batch", batch=batch)
    return OrgId(row[0]) if row else None


def find(tx: Tx, org: OrgId, batch: int) -> Batch | None:
    """Return a batch of this organisation, or None."""
    row = tx.first(f"{_SELECT} AND batch_id = $batch", org=org, batch=batch)
    return _record(row) if row else None


def mark_undone(tx: Tx, org: OrgId, batch: int, now: datetime) -> None:
    """Note that a batch was taken back."""
    tx.execute(
        """
        UPDATE batch
           SET state = 'undone',
               undone_at = $now
         WHERE org_id = $org
           AND batch_id = $batch
        """,
        org=org,
        batch=batch,
        now=now,
    )
