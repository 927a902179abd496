"""Posting pairs: previewed with a hash, confirmed once, the same answer when it is confirmed again.

What was picked and may be posted becomes credits under one batch; the mails are promised in the same transaction.
Source of every rule: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.errors import NothingSelected, PlanStale
from core.model import Chosen, PlanHash, Role
from core.rules import pair_words
from core.rules.pairs import PairClass
from core.rules.plan import Plan, Refused
from core.services.credits import classifying, entering
from core.services.credits.hints import Hints, flags_of
from core.services.credits.reading import PairList
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.acting import Done
from core.services.recertification.telling import release_at
from core.store import batches
from core.store.actions import moved
from core.store.batches import Batch
from core.store.credits import classes, drafts, judged, moved_pairs, posting
from core.store.credits import mails as credit_mails
from core.store.credits.judged import JudgedRow
from core.store.db import Tx

KIND = "credits"
FIRST_REMINDER = timedelta(days=7)
NAMED = 5
MAILS = {"c": "told", "b1": "invited_to_connect", "b2": "invited_to_open_an_account"}


@dataclass(frozen=True, slots=True)
class PostPreview:
    """What posting will do. `hash` confirms exactly that; `by_class` are credits, `mails` are letters, by class."""

    plan: Plan
    hash: PlanHash
    by_class: Mapping[PairClass, int]
    mails: Mapping[PairClass, int]

    @property
    def credits(self) -> int:
        """Return how many credits are posted."""
        return sum(self.by_class.values())

    def as_json(self) -> dict[str, Any]:
        """Return the plan as the command line prints it."""
        return {**self.plan.as_json(), "plan": self.hash}


def preview(desk: Desk, draft: int, chosen: Chosen | None = None) -> PostPreview:
    """Return what posting a draft does: its ticked rows, or exactly those that are chosen. Staff only.

    Raises NotFound for a draft that does not wait.
    """
    with desk.reading_as(Role.STAFF) as tx:
        entering.open_draft(desk, tx, draft)
        drafts.stage(tx, draft, desk.today)
        return _preview(desk, tx, chosen)


def confirm(desk: Desk, draft: int, confirmed: PlanHash, chosen: Chosen | None = None) -> Done:
    """Post exactly what was previewed, once. Confirming again returns the first outcome.

    Raises PlanStale, naming what moved, NothingSelected, or NotFound.
    """
    with desk.acting_as(Role.STAFF) as tx:
        if done := acting.already(desk, tx, KIND, confirmed):
            return done
        entering.open_draft(desk, tx, draft)
        drafts.stage(tx, draft, desk.today)
        done = _confirm(desk, tx, confirmed, chosen)
        entering.posted(tx, draft)
        return done


def preview_list(desk: Desk, found: PairList) -> PostPreview:
    """Return what posting a list does, without keeping it."""
    with desk.reading_as(Role.STAFF) as tx:
        classes.stage(tx, found.columns, desk.today)
        return _preview(desk, tx, None, found)


def confirm_list(desk: Desk, found: PairList, confirmed: PlanHash) -> Done:
    """Post the selected rows of a list exactly as previewed, once. Raises PlanStale."""
    with desk.acting_as(Role.STAFF) as tx:
        if done := acting.already(desk, tx, KIND, confirmed):
            return done
        classes.stage(tx, found.columns, desk.today)
        return _confirm(desk, tx, confirmed, None, found)


def _preview(desk: Desk, tx: Tx, chosen: Chosen | None, found: PairList | None = None) -> PostPreview:
    plan, by_class, mails = _plan(desk, tx, chosen, found)
    return PostPreview(plan, acting.confirming(plan, moved.head(tx)), by_class, mails)


def _confirm(desk: Desk, tx: Tx, confirmed: PlanHash, chosen: Chosen | None, found: PairList | None = None) -> Done:
    plan, by_class, _ = _plan(desk, tx, chosen, found)
    if plan.hash != acting.plan_of(confirmed):
        raise PlanStale(_what_moved(desk, tx, confirmed))
    if found is None and not sum(by_class.values()):  # a file of which nothing is left is posted as such
        raise NothingSelected
    return _carry_out(desk, tx, plan)


def _plan(
    desk: Desk, tx: Tx, chosen: Chosen | None, found: PairList | None
) -> tuple[Plan, dict[PairClass, int], dict[PairClass, int]]:
    org = desk.actor.org_id
    classes.judge(tx, org)  # near matches are hints: what is posted does not rest on them
    if chosen is not None:
        posting.tick(tx, chosen.ids)
    posting.pick(tx)
    counted, written = posting.counts(tx), posting.mail_counts(tx, org)
    by_class = {cls: counted.get(str(cls), 0) for cls in (PairClass.CONNECTED, *classifying.INVITED)}
    mails = {cls: written.get(str(cls), 0) for cls in by_class}
    will = {
        "credits": sum(by_class.values()),
        "offered": by_class[PairClass.CONNECTED] + by_class[PairClass.NOT_CONNECTED],
        "archived": by_class[PairClass.NO_ACCOUNT],
        **{MAILS[str(cls)]: count for cls, count in mails.items()},
    }
    refused = _refused(judged.unpicked(tx), Hints(tx, org, {}))
    refused += [
        Refused(one.value or f"line {one.line}", one.code, one.say) for one in (found.problems if found else ())
    ]
    rests_on = {"org": org, "on": desk.today, "rows": posting.digest(tx)}
    first = Plan(KIND, rests_on, will, refused)
    # Once rejected or withdrawn, the very same pairs may be posted again: that is another plan, no repetition.
    times = batches.resting_on(tx, org, KIND, first.hash)
    return Plan(KIND, {**rests_on, "first": first.hash, "times": times}, will, refused), by_class, mails


def _refused(rows: Sequence[JudgedRow], hints: Hints) -> list[Refused]:
    return [Refused(f"{row.ceulid} : {row.email}", _code(row), hints.of(row) or _excess(row)) for row in rows]


def _code(row: JudgedRow) -> str:
    cls = PairClass(row.cls)
    if cls in pair_words.CODES:
        return pair_words.CODES[cls]
    stopping = [flag for flag in flags_of(row.flags) if flag in pair_words.FLAG_WORDS]
    return str(stopping[0]) if stopping else "BAD_HOURS"


def _excess(row: JudgedRow) -> str:
    return pair_words.excess_problem(row.line, row.hours_hundredths or 0, row.whole_hundredths or 0, row.ceulid).say


def _carry_out(desk: Desk, tx: Tx, plan: Plan) -> Done:
    actor, batch = desk.actor, tx.new_id()
    posting.write(tx, actor.org_id, batch, actor.name, desk.now)
    if plan.will["credits"] > plan.will["offered"] or plan.will["invited_to_connect"]:
        posting.invite(tx, actor.org_id, desk.today + FIRST_REMINDER, desk.now)
    credit_mails.promise(tx, actor.org_id, batch, desk.now, release_at(desk, tx))
    detail = {"first": plan.rests_on["first"], "on": desk.today.isoformat(), **acting.refusals(plan)}
    batches.add(tx, Batch(batch, actor.org_id, KIND, "done", plan.will, detail, actor.name, desk.now), plan.hash)
    desk.record(tx, "credits.posted", f"batch:{batch}", after={**plan.will, "refused": len(plan.refused)})
    return Done(batch, dict(plan.will), tuple(plan.refused))


def _what_moved(desk: Desk, tx: Tx, confirmed: PlanHash) -> list[str]:
    """Return phrases for what has changed since a plan was shown: pairs first, else the acts that changed things."""
    return moved_pairs.since(tx, desk.actor.org_id, acting.shown_at(confirmed), NAMED) or acting.what_moved(
        desk, tx, confirmed
    )
