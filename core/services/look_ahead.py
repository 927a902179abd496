"""The look-ahead: who falls due in the next days, for the page and for the weekly mail to staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.model import Role
from core.rules.dates import add_days
from core.rules.words import day_words
from core.services.desk import Desk
from core.services.reminding import ladder_of
from core.store import look_ahead
from core.store.db import Tx
from core.store.look_ahead import CourseAhead, ManualAhead

NAMED = 200  # dates set by hand that a mail names; the page shows as many


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who falls due from `on` to `until`. `by_hand` holds the first of `by_hand_total` dates that were set by hand."""

    on: date
    until: date
    people: int
    courses: Sequence[CourseAhead]
    by_hand: Sequence[ManualAhead]
    by_hand_total: int


def ahead(desk: Desk, days: int | None = None) -> Ahead:
    """Return who falls due in so many days, today included; by default as many as the weekly mail sees. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return look(desk, tx, days)


def look(desk: Desk, tx: Tx, days: int | None = None) -> Ahead:
    """Return who falls due, inside the transaction of whoever has checked that it may be seen."""
    org, on = desk.actor.org_id, desk.today
    until = add_days(on, ladder_of(tx, org).look_ahead_days if days is None else days)
    look_ahead.find(tx, org, on, until)
    found = look_ahead.by_course(tx)
    by_hand, total = look_ahead.by_hand(tx, org, NAMED)
    return Ahead(on, until, sum(each.people for each in found), found, by_hand, total)


def what_happens(date_set: ManualAhead) -> str:
    """Return in a sentence what becomes of a date that was set by hand."""
    if not date_set.automatic:
        return "You assign the course."
    if date_set.listed_on is None:
        return "It is assigned by itself, once the weekly look-ahead has listed it."
    return f"It is assigned by itself; listed on {day_words(date_set.listed_on)}."
