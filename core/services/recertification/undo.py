"""Undo: what a list action did is taken back, but for what was touched since, and mails that left are corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import NotFound, PlanStale
from core.model import PlanHash, Role
from core.rules.plan import Plan, Refused
from core.rules.recertify_words import kept_words
from core.services.credits import undoing as posted_credits
from core.services.desk import Desk
from core.services.identity import merging
from core.services.recertification import (
    acting,
    archive,
    assign,
    due_dates,
    extend,
    next_course,
    recertification_dates,
    recertify,
)
from core.services.recertification.acting import Done
from core.services.recertification.refusals import AlreadyUndone, NotUndoable
from core.store import batches
from core.store.actions import moved, undoing
from core.store.batches import Batch
from core.store.db import Tx


class TakingBack(Protocol):
    """How one kind of batch is taken back."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        """Make `undoing` and `gone`."""

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        """Reverse what can be, cancel held mails, correct those that left."""


KINDS: dict[str, TakingBack] = {
    "merge": merging.TakenBack(),
    "recertify": recertify.TakenBack(),
    "assign": assign.TakenBack(),
    "due_date": due_dates.TakenBack(),
    "recertification_date": recertification_dates.TakenBack(),
    "align": recertification_dates.TakenBack(),
    "next_course": next_course.TakenBack(),
    "extend": extend.TakenBack(),
    "archive": archive.ArchiveTakenBack(),
    "restore": archive.RestoreTakenBack(),
}
CREDITS = "credits"  # what is taken back of a posting are credits, no rows of the lists


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing a batch would come to, and the hash that confirms exactly that."""

    batch: Batch
    plan: Plan
    hash: PlanHash

    def as_json(self) -> dict[str, Any]:
        return {**self.plan.as_json(), "plan": self.hash}


def preview(desk: Desk, batch_id: int) -> UndoPreview:
    """Return what undoing a batch would reverse, keep and be unable to reach. Staff only.

    Raises NotFound, NotUndoable for a kind of batch that stays, AlreadyUndone.
    """
    with desk.reading_as(Role.STAFF) as tx:
        batch = _open_batch(desk, tx, batch_id)
        plan = _plan(desk, tx, batch)
        return UndoPreview(batch, plan, acting.confirming(plan, moved.head(tx)))


def confirm(desk: Desk, batch_id: int, confirmed: PlanHash) -> Done:
    """Undo a batch exactly as previewed. Confirming again returns the first outcome and changes nothing.

    Raises what `preview` raises, and PlanStale when something was touched since.
    """
    with desk.acting_as(Role.STAFF) as tx:
        if done := _already(desk, tx, batch_id, confirmed):
            return done
        batch = _open_batch(desk, tx, batch_id)
        plan = _plan(desk, tx, batch)
        if plan.hash != acting.plan_of(confirmed):
            raise PlanStale(acting.what_moved(desk, tx, confirmed))
        return _carry_out(desk, tx, batch, plan)


def _already(desk: Desk, tx: Tx, batch_id: int, confirmed: PlanHash) -> Done | None:
    found = batches.by_plan(tx, desk.actor.org_id, acting.plan_of(confirmed))
    if found is None or found.kind != "undo" or found.detail.get("undoes") != batch_id:
        return None
    return acting.as_before(found)


def _open_batch(desk: Desk, tx: Tx, batch_id: int) -> Batch:
    batch = batches.find(tx, desk.actor.org_id, batch_id)
    if batch is None:
        raise NotFound("batch", batch_id)
    if batch.kind not in KINDS and batch.kind != CREDITS:
        raise NotUndoable(batch.kind)
    if batch.state == "undone":
        raise AlreadyUndone(batch_id)
    return batch


def _plan(desk: Desk, tx: Tx, batch: Batch) -> Plan:
    if batch.kind == CREDITS:
        return posted_credits.plan(desk, tx, batch)
    KINDS[batch.kind].plan(desk, tx, batch)
    reversed_, kept, impossible = undoing.counts(tx)
    will = {"reversed": reversed_, "kept": kept, "impossible": impossible}
    stays = [
        Refused(row.address or row.name, row.code, kept_words(row.code, row.name or row.address, row.family, row.day))
        for row in undoing.kept(tx)
    ]
    return Plan("undo", {"org": desk.actor.org_id, "batch": batch.batch_id, "rows": undoing.digest(tx)}, will, stays)


def _carry_out(desk: Desk, tx: Tx, batch: Batch, plan: Plan) -> Done:
    actor, undo = desk.actor, tx.new_id()
    carry_out = posted_credits.carry_out if batch.kind == CREDITS else KINDS[batch.kind].carry_out
    carry_out(desk, tx, batch, undo)
    batches.mark_undone(tx, actor.org_id, batch.batch_id, desk.now)
    detail: Mapping[str, Any] = {"undoes": batch.batch_id, **acting.refusals(plan)}
    batches.add(tx, Batch(undo, actor.org_id, "undo", "done", plan.will, detail, actor.name, desk.now), plan.hash)
    after = {**plan.will, "undo": undo, "kind": batch.kind}
    desk.record(tx, "batch.undone", f"batch:{batch.batch_id}", {"state": batch.state}, after)
    return Done(undo, dict(plan.will), tuple(plan.refused))
