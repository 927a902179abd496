"""Set the day from which people are due again, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.services.desk import Desk
from core.store.actions import manual_dates, planned, rows, undoing
from core.store.batches import Batch
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class SetRecertifyDate:
    """Who has something open, or nothing completed by that day, is left out; dates set by hand before are listed."""

    on: date
    kind: str = "recertification_date"

    def facts(self) -> Mapping[str, Any]:
        return {"recertify_on": self.on.isoformat()}

    def plan(self, desk: Desk, tx: Tx) -> None:
        manual_dates.plan(tx, self.on, None)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        return dates_and_by_hand(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        set_dates(desk, tx, batch)


def dates_and_by_hand(tx: Tx) -> dict[str, int]:
    """Return how many dates move, and how many of them had been set by hand before."""
    dates, by_hand = planned.counts(tx)
    return {"dates": dates, "by_hand": by_hand}


def set_dates(desk: Desk, tx: Tx, batch: int) -> None:
    """Set the dates of `planned` and keep what was before."""
    org = desk.actor.org_id
    rows.keep(tx, batch)
    manual_dates.write(tx, org, batch, desk.now)
    rows.refresh(tx, org)


class TakenBack:
    """Undo: the automatic date stands again, or the one set by hand before, unless it was changed or renewed since."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        manual_dates.plan_undoing(tx, desk.actor.org_id, batch.batch_id)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        org = desk.actor.org_id
        manual_dates.write_back(tx, org, batch.batch_id, undo, desk.now)
        rows.refresh_reversed(tx, org)
