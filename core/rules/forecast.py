"""What falls due month by month: how many people in which course, and what their fees would come to.

A person counts once in a family: with an open assignment on its due date, else on the day the training falls due.
Fees are those in force on that day, for what is due already those of today: a renewal where there is a term to renew,
else a first certificate. Source: docs/learners.md, Forecast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.model import PriceKind
from core.rules.dates import add_days, add_months
from core.rules.fees import PriceRow, rows_in_force


@dataclass(frozen=True, slots=True)
class Falling:
    """So many people for whom one course falls due on one day; None: today or before."""

    course: str
    day: date | None
    people: int
    assigned: bool = False
    renewal: bool = True


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One course in one month, which is given by its first day; None: due by today. Fees in minor units."""

    month: date | None
    course: str
    to_assign: int
    assigned: int
    fees: int

    @property
    def people(self) -> int:
        return self.to_assign + self.assigned


def last_day(today: date, months: int) -> date:
    """Return the last day of a forecast over so many calendar months, this one included."""
    return add_days(add_months(today.replace(day=1), months), -1)


def forecast(falling: Iterable[Falling], prices: Sequence[PriceRow], today: date) -> list[ForecastLine]:
    """Return a line a month and course: what is due already first, then by month, then by course."""
    together: dict[tuple[date | None, str], list[Falling]] = defaultdict(list)
    for each in falling:
        together[each.day.replace(day=1) if each.day else None, each.course].append(each)
    days = {each.day or today for group in together.values() for each in group}
    in_force = {day: rows_in_force(prices, day) for day in days}
    return [
        ForecastLine(
            month,
            course,
            sum(each.people for each in group if not each.assigned),
            sum(each.people for each in group if each.assigned),
            sum(_fees(each, in_force[each.day or today].get(course)) for each in group),
        )
        for (month, course), group in sorted(together.items(), key=lambda item: (item[0][0] or date.min, item[0][1]))
    ]


def _fees(each: Falling, price: PriceRow | None) -> int:
    kind = PriceKind.RENEWAL if each.renewal else PriceKind.NEW
    return each.people * price.unit(kind) if price else 0
