"""The forecast: what falls due by month and course, and what its fees would come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.model import Role
from core.rules import forecast as rule
from core.rules.dates import add_days
from core.rules.fees import PriceRow
from core.rules.forecast import Falling, ForecastLine
from core.rules.money import money
from core.services.desk import Desk
from core.store import courses, forecast, organisations

HORIZONS = (12, 24, 36)  # months


@dataclass(frozen=True, slots=True)
class Line:
    """One course in one month. `since` and `until` are the days it is about; since None: due by today."""

    since: date | None
    until: date
    course: str
    title: str
    to_assign: int
    assigned: int
    people: int
    fees: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Lines by month, then course, and all of them together."""

    lines: Sequence[Line]
    people: int
    fees: str
    until: date


def ahead(desk: Desk, months: int = HORIZONS[0], course: str | None = None) -> Forecast:
    """Return what falls due over so many calendar months, this one included, of one course when named. Staff only."""
    until = rule.last_day(desk.today, months if months in HORIZONS else HORIZONS[0])
    with desk.reading_as(Role.STAFF) as tx:
        org = desk.actor.org_id
        names = forecast.codes(tx, org)
        rows = forecast.falling(tx, org, desk.today, until)
        prices = [PriceRow(code, fee.starts_on, fee.new, fee.renewal) for code, fee in courses.every_fee(tx, org)]
        currency = organisations.by_id(tx, org).currency
    falling = [
        Falling(names[row[0]][0], row[1], row[4], assigned=row[2], renewal=row[3])
        for row in rows
        if course is None or names[row[0]][0] == course
    ]
    titles = dict(names.values())
    found = rule.forecast(falling, prices, desk.today)
    return Forecast(
        [_line(desk, each, titles, currency) for each in found],
        sum(each.people for each in found),
        money(sum(each.fees for each in found), currency),
        until,
    )


def _line(desk: Desk, each: ForecastLine, titles: dict[str, str], currency: str) -> Line:
    return Line(
        max(each.month, add_days(desk.today, 1)) if each.month else None,
        rule.last_day(each.month, 1) if each.month else desk.today,
        each.course,
        titles[each.course],
        each.to_assign,
        each.assigned,
        each.people,
        money(each.fees, currency),
    )
