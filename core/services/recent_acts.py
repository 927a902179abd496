"""What was done to the lists lately, by whom, and what of it can still be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.model import Role
from core.services.desk import Desk
from core.services.recertification import undo
from core.store import recent_acts

COUNT = 10


@dataclass(frozen=True, slots=True)
class Act:
    """One list action; times are on the organisation's clock."""

    batch_id: int
    kind: str
    counts: Mapping[str, int]
    made_by: str
    made_at: datetime
    undone_at: datetime | None
    can_undo: bool


def recent(desk: Desk, count: int = COUNT) -> list[Act]:
    """Return the newest list actions of the organisation, newest first. Staff only."""
    return _newest(desk, list(undo.KINDS), count)


def postings(desk: Desk, count: int = COUNT) -> list[Act]:
    """Return the newest postings of CEU credits, newest first. Staff only."""
    return _newest(desk, [undo.CREDITS], count)


def _newest(desk: Desk, kinds: list[str], count: int) -> list[Act]:
    with desk.reading_as(Role.STAFF) as tx:
        found = recent_acts.newest(tx, desk.actor.org_id, kinds, count)
    return [
        Act(
            one.batch_id,
            one.kind,
            one.counts,
            one.made_by,
            desk.local(one.made_at),
            desk.local(one.undone_at) if one.undone_at else None,
            can_undo=one.state in ("done", "partial"),
        )
        for one in found
    ]
