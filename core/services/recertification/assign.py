"""Assign a course now: a sibling version takes the place of what is open, and of the older version's date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.services.desk import Desk
from core.services.recertification import recertify
from core.services.recertification.next_course import offered
from core.services.recertification.recertify import make_due_dates
from core.services.recertification.telling import release_at
from core.store import assignments
from core.store.actions import batch_mails, planned, replacing, rows, telling
from core.store.batches import Batch
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign `code` whether due or not. Who holds or has open a newer version is left out.

    Raises NotFound, and CourseRetired for a course that is no longer offered.
    """

    code: str
    kind: str = "assign"

    def facts(self) -> Mapping[str, Any]:
        return {"course": self.code}

    def plan(self, desk: Desk, tx: Tx) -> None:
        make_due_dates(desk, tx)
        replacing.plan(tx, offered(desk, tx, self.code))

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        done, by_hand = planned.counts(tx)
        replaced = replacing.count(tx)
        return {"assignments": done, "replaced": replaced, "mails": telling.reachable(tx), "by_hand": by_hand}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        rows.keep(tx, batch)
        replacing.replace_open(tx, org, desk.now)
        assignments.assign(tx, org, desk.today, batch, desk.now)
        rows.refresh(tx, org)
        batch_mails.promise(tx, org, batch, "assigned", desk.now, release_at(desk, tx))


class TakenBack(recertify.TakenBack):
    """Undo: the new assignment goes, and what it replaced is open again."""

    def afterwards(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        org = desk.actor.org_id
        replacing.open_again(tx, org, batch.batch_id)
        rows.refresh_reversed(tx, org)
        assignments.key_again(tx, org)
