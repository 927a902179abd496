"""Align a cohort to one date, after a simulation of what that costs whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.model import Role
from core.services.desk import Desk
from core.services.recertification import selection
from core.services.recertification.recertification_dates import dates_and_by_hand, set_dates
from core.services.recertification.selection import Wanted
from core.store import courses, organisations
from core.store.actions import aligning, manual_dates
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Align:
    """Everybody falls due on one day. `longest_gap`: whoever would go more days without the course is left out."""

    on: date
    longest_gap: int | None = None
    kind: str = "align"

    def facts(self) -> Mapping[str, Any]:
        return {"recertify_on": self.on.isoformat(), "longest_gap": self.longest_gap}

    def plan(self, desk: Desk, tx: Tx) -> None:
        manual_dates.plan(tx, self.on, self.longest_gap)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        earlier, later, _, _ = aligning.moves(tx)
        return {**dates_and_by_hand(tx), "earlier": earlier, "later": later}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        set_dates(desk, tx, batch)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What aligning to a day would mean. `longest_gap`: most days from a completion to the day; `cost_minor`: the
    renewal fees of those who are brought earlier, at today's prices."""

    on: date
    dates: int
    earlier: int
    later: int
    by_hand: int
    left_out: int
    longest_gap: int
    cost_minor: int
    currency: str


def simulate(desk: Desk, wanted: Wanted, days: Sequence[date], longest_gap: int | None = None) -> list[Simulation]:
    """Return what aligning a selection to each of some days would mean; nothing is written. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        selection.pick(desk, tx, wanted)
        currency = organisations.by_id(tx, desk.actor.org_id).currency
        fees = {key: fee.renewal for key, fee in courses.fees_on(tx, desk.actor.org_id, desk.today).items()}
        return [_simulated(tx, day, longest_gap, fees, currency) for day in days]


def _simulated(tx: Tx, day: date, longest_gap: int | None, fees: Mapping[Any, int], currency: str) -> Simulation:
    manual_dates.plan(tx, day, longest_gap)
    counts = dates_and_by_hand(tx)
    earlier, later, left_out, gap = aligning.moves(tx)
    cost = sum(fees.get(course, 0) * people for course, people in aligning.brought_earlier(tx))
    return Simulation(day, counts["dates"], earlier, later, counts["by_hand"], left_out, gap, cost, currency)
