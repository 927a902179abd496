"""What all actions share: a preview with a hash, one confirmed run, and the same answer when it is confirmed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import PlanStale
from core.model import PlanHash, Role
from core.rules.plan import Plan, Refused
from core.rules.recertify_words import why_words
from core.services.desk import Desk
from core.services.recertification import selection
from core.services.recertification.selection import Wanted
from core.store import batches
from core.store.actions import moved, planned
from core.store.actions.planned import PlannedRow as Shown
from core.store.batches import Batch
from core.store.db import Tx

SHOWN = 25
KEPT_REFUSALS = 5_000
NAMED = 5


class Action(Protocol):
    """One kind of list action, with what was chosen for it."""

    @property
    def kind(self) -> str: ...

    def facts(self) -> Mapping[str, Any]:
        """Return what was chosen, as JSON values."""

    def plan(self, desk: Desk, tx: Tx) -> None:
        """Make `planned` from `picked`."""

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        """Return what will be done to how many."""

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        """Do what `planned` says."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action will do. `hash` confirms exactly that; `rows` are the first ones, `by_hand` those whose date was
    set by hand and would be touched."""

    plan: Plan
    hash: PlanHash
    rows: tuple[Shown, ...]
    by_hand: tuple[Shown, ...]

    def as_json(self) -> dict[str, Any]:
        return {**self.plan.as_json(), "plan": self.hash}


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did. `already`: it was confirmed before; nothing was done now."""

    batch_id: int
    counts: Mapping[str, int]
    refused: tuple[Refused, ...]
    already: bool = False

    def as_json(self) -> dict[str, Any]:
        refused = [row.as_json() for row in self.refused]
        document = {"batch": self.batch_id, "done": dict(self.counts), "refused": refused}
        return {**document, "already": True} if self.already else document


def preview(desk: Desk, action: Action, wanted: Wanted) -> Preview:
    """Return what an action would do to a selection today. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        plan = _plan(desk, tx, action, wanted)
        return Preview(
            plan,
            confirming(plan, moved.head(tx)),
            tuple(planned.first(tx, SHOWN)),
            tuple(planned.first(tx, SHOWN, by_hand=True)),
        )


def confirm(desk: Desk, action: Action, wanted: Wanted, confirmed: PlanHash) -> Done:
    """Do exactly what was previewed, once. Confirming again returns the first outcome, whatever the list is by then.

    Raises PlanStale, naming what moved, when the records no longer support the plan.
    """
    with desk.acting_as(Role.STAFF) as tx:
        if done := already(desk, tx, action.kind, confirmed):
            return done
        plan = _plan(desk, tx, action, wanted)
        if plan.hash != plan_of(confirmed):
            raise PlanStale(what_moved(desk, tx, confirmed))
        return _carry_out(desk, tx, action, plan)


def already(desk: Desk, tx: Tx, kind: str, confirmed: PlanHash) -> Done | None:
    """Return what a plan has done, None when it was not confirmed yet."""
    batch = batches.by_plan(tx, desk.actor.org_id, plan_of(confirmed))
    if batch is None or batch.kind != kind:
        return None
    return as_before(batch)


def as_before(batch: Batch) -> Done:
    """Return what a batch did, for whoever confirms it again."""
    refused = tuple(Refused(*row) for row in batch.detail.get("refused", ()))
    return Done(batch.batch_id, batch.counts, refused, already=True)


def refusals(plan: Plan) -> dict[str, Any]:
    """Return what a batch keeps of the rows that it left out: all of them, up to some thousands."""
    kept = [(row.who, row.code, row.say) for row in plan.refused[:KEPT_REFUSALS]]
    return {"refused": kept, "refused_count": len(plan.refused)}


def _plan(desk: Desk, tx: Tx, action: Action, wanted: Wanted) -> Plan:
    unknown = selection.pick(desk, tx, wanted)
    action.plan(desk, tx)
    rows = [_refused(row) for row in planned.refused(tx)]
    return repeatable(desk, tx, action.kind, action.facts(), action.will(desk, tx), [*unknown, *rows])


def _refused(row: Shown) -> Refused:
    what = row.old_course or row.family
    return Refused(
        row.address or row.name,
        row.code or "",
        why_words(row.code or "", row.name or row.address, what, row.old_on),
    )


def repeatable(
    desk: Desk, tx: Tx, kind: str, facts: Mapping[str, Any], will: Mapping[str, int], refused: Sequence[Refused]
) -> Plan:
    """Return the plan over `planned`. What was done and undone may be done again: that is another plan."""
    rests_on = {
        "org": desk.actor.org_id,
        "on": desk.today,
        "action": facts,
        "rows": planned.digest(tx),
        "unknown": [row.who for row in refused if row.code == "NOT_FOUND"],
    }
    first = Plan(kind, rests_on, will, refused)
    times = batches.undone_with(tx, desk.actor.org_id, first.hash)
    return Plan(kind, {**rests_on, "first": first.hash, "times": times}, will, refused)


def _carry_out(desk: Desk, tx: Tx, action: Action, plan: Plan) -> Done:
    actor, batch = desk.actor, tx.new_id()
    detail = {
        "action": action.facts(),
        "on": desk.today.isoformat(),
        "first": plan.rests_on["first"],
        **refusals(plan),
    }
    action.carry_out(desk, tx, batch)
    batches.add(tx, Batch(batch, actor.org_id, action.kind, "done", plan.will, detail, actor.name, desk.now), plan.hash)
    after = {**plan.will, **action.facts(), "refused": len(plan.refused)}
    desk.record(tx, f"{action.kind}.done", f"batch:{batch}", after=after)
    return Done(batch, dict(plan.will), tuple(plan.refused))


def alone(desk: Desk, tx: Tx, action: Action, wanted: Wanted) -> Done | None:
    """Carry out an action without a preview, inside the transaction of what runs by itself; None: nobody is left."""
    plan = _plan(desk, tx, action, wanted)
    done, _ = planned.counts(tx)
    return _carry_out(desk, tx, action, plan) if done else None


HASH_LENGTH = 64


def confirming(plan: Plan, seq: int) -> PlanHash:
    """Return the plan's hash with the place in the audit at which it was shown, so that staleness can be explained."""
    return PlanHash(f"{plan.hash}{seq:x}")


def plan_of(confirmed: PlanHash) -> PlanHash:
    """Return the plan's own hash."""
    return PlanHash(confirmed[:HASH_LENGTH])


def shown_at(confirmed: PlanHash) -> int | None:
    """Return the place in the audit at which a plan was shown, None for a hash that no preview has given."""
    try:
        return int(confirmed[HASH_LENGTH:], 16)
    except ValueError:
        return None


def what_moved(desk: Desk, tx: Tx, confirmed: PlanHash) -> list[str]:
    """Return phrases for what has changed since a plan was shown: people first, else the acts that changed things."""
    seq = shown_at(confirmed)
    if seq is None:
        return ["this plan was never shown for these records"]
    org = desk.actor.org_id
    found = [f"{who} {what}" for who, what in moved.people_since(tx, org, seq, NAMED)]
    acts = [f"{action} ({subject}) by {who}" for action, subject, who in moved.acts_since(tx, org, seq, NAMED)]
    return found or acts or ["the day or the selection is another than was shown"]
