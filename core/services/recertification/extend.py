"""Extend terms, with a reason that stands on the certificates: for one person, or for everybody at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import NotPrintable, ReasonNeeded
from core.gateways.certificate_pdf import missing_letters
from core.services.desk import Desk
from core.services.recertification.recertification_dates import dates_and_by_hand
from core.services.recertification.refusals import UnfitExtension
from core.store.actions import extensions, rows, undoing
from core.store.batches import Batch
from core.store.db import Tx

LONGEST_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Extend:
    """Give the newest term another end: a day `to`, or so many `days` later. A date set by hand stays as it is.

    Raises ReasonNeeded, NotPrintable naming letters that no certificate can bear, and UnfitExtension unless exactly
    one of both is given.
    """

    reason: str
    to: date | None = None
    days: int | None = None
    kind: str = "extend"

    def facts(self) -> Mapping[str, Any]:
        return {"to": self.to.isoformat() if self.to else None, "days": self.days, "reason": self.reason.strip()}

    def plan(self, desk: Desk, tx: Tx) -> None:
        if not self.reason.strip():
            raise ReasonNeeded
        if letters := missing_letters(self.reason.strip()):
            raise NotPrintable(self.reason.strip(), letters)
        too_long = self.days is not None and not 1 <= self.days <= LONGEST_DAYS
        if too_long or (self.to is None) == (self.days is None):
            raise UnfitExtension(LONGEST_DAYS)
        extensions.plan(tx, self.to, self.days)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        return dates_and_by_hand(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        extensions.write(tx, org, self.reason.strip(), batch, desk.now)
        rows.refresh(tx, org)


class TakenBack:
    """Undo: the end before stands again, unless it was moved or renewed since."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        extensions.plan_undoing(tx, desk.actor.org_id, batch.batch_id)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        org = desk.actor.org_id
        extensions.write_back(tx, org, batch.batch_id, undo, desk.now)
        rows.refresh_reversed(tx, org)
