"""Set the due date of open assignments, and tell their people if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.services.desk import Desk
from core.services.recertification.refusals import DayTooEarly
from core.services.recertification.telling import release_at
from core.store.actions import due_dates, planned, rows, telling, undoing
from core.store.batches import Batch
from core.store.db import Tx

CHANGED = "due_changed:"


@dataclass(frozen=True, slots=True)
class SetDueDate:
    """Who has nothing open, or is due on that day already, is left out. Raises DayTooEarly for a day that is past."""

    due_on: date
    remind: bool = False
    kind: str = "due_date"

    def facts(self) -> Mapping[str, Any]:
        return {"due_on": self.due_on.isoformat(), "remind": self.remind}

    def plan(self, desk: Desk, tx: Tx) -> None:
        if self.due_on < desk.today:
            raise DayTooEarly(self.due_on)
        due_dates.plan(tx, self.due_on)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        dates, _ = planned.counts(tx)
        return {"dates": dates, "mails": telling.reachable(tx) if self.remind else 0}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        rows.keep(tx, batch)
        due_dates.write(tx, org, self.due_on)
        if self.remind:
            telling.reach(tx)
            telling.tell_due(tx, org, batch, desk.now, release_at(desk, tx))


class TakenBack:
    """Undo: the old due date stands again where nothing was touched since; whoever was told is told again."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        due_dates.plan_undoing(tx, desk.actor.org_id, batch.batch_id)
        undoing.find_gone(tx, desk.actor.org_id, CHANGED, f":{batch.batch_id}")

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        org = desk.actor.org_id
        due_dates.write_back(tx, org)
        undoing.cancel_held(tx, org, CHANGED, desk.now, f":{batch.batch_id}")
        telling.tell_due_again(tx, org, undo, desk.now)
