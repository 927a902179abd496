"""Recertify: assign the next course, or the one last taken, to everybody who is due, in grace or lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.rules import dates
from core.services.desk import Desk
from core.services.recertification.telling import release_at
from core.store import assignments, courses
from core.store.actions import batch_mails, planned, telling, undoing
from core.store.batches import Batch
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Recertify:
    """Who has something open, is not due, is archived or never completed anything is left out, with why."""

    kind: str = "recertify"

    def facts(self) -> Mapping[str, Any]:
        return {}

    def plan(self, desk: Desk, tx: Tx) -> None:
        make_due_dates(desk, tx)
        assignments.plan_recertifying(tx, desk.today)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        done, _ = planned.counts(tx)
        return {"assignments": done, "mails": telling.reachable(tx)}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        assignments.assign(tx, org, desk.today, batch, desk.now)
        batch_mails.promise(tx, org, batch, "assigned", desk.now, release_at(desk, tx))


def make_due_dates(desk: Desk, tx: Tx) -> None:
    """Make `course_due`: when an assignment of today would be due, by each course's rule."""
    known = courses.all_in(tx, desk.actor.org_id)
    due = {one.course_id: dates.due_on(desk.today, one.due_days, one.due_months) for one in known}
    assignments.due_dates(tx, due)


class TakenBack:
    """Undo of a recertification: assignments that nobody has touched are taken away again."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        assignments.plan_unassigning(tx, desk.actor.org_id, batch.batch_id)
        undoing.find_gone(tx, desk.actor.org_id, "assigned:")

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        org = desk.actor.org_id
        assignments.unassign(tx, org)
        self.afterwards(desk, tx, batch)
        undoing.cancel_held(tx, org, "assigned:", desk.now)
        telling.tell_withdrawn(tx, org, desk.now)

    def afterwards(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        """Bring the lists in line."""
        assignments.off_the_lists(tx, desk.actor.org_id)
