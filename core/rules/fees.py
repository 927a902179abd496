"""Fees: what an order costs on its date, in whole minor units, and how the total came about.

A price is lines (what is bought) and steps (how the total moved); both add up to the total.
A further rule takes lines and steps and returns them with other unit prices and one step more.
Source: docs/fees.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.model import PriceKind
from core.rules.words import day_words

MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class PriceRow:
    """Unit prices of one course, in minor units, in force from `starts_on` until its next row."""

    course: str
    starts_on: date
    new: int = 0
    renewal: int = 0
    replacement: int = 0

    def unit(self, kind: PriceKind) -> int:
        """Return the price for one person."""
        return {
            PriceKind.NEW: self.new,
            PriceKind.RENEWAL: self.renewal,
            PriceKind.REPLACEMENT: self.replacement,
        }[kind]


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many people for one course and kind."""

    course: str
    kind: PriceKind
    people: int

    @property
    def label(self) -> str:
        return f"{self.course}, {self.kind.value}"


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What is bought: so many people at a unit price in minor units."""

    wanted: Wanted
    unit: int

    @property
    def amount(self) -> int:
        return self.wanted.people * self.unit

    def as_json(self) -> dict[str, object]:
        return {"label": self.wanted.label, "people": self.wanted.people, "unit": self.unit, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class PriceStep:
    """How a rule moved the total, in words and in minor units."""

    say: str
    amount: int

    def as_json(self) -> dict[str, object]:
        return {"say": self.say, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Price:
    """The price of an order. Lines that do not add up to the steps are a defect and raise ValueError."""

    lines: tuple[PriceLine, ...]
    steps: tuple[PriceStep, ...]
    currency: str

    def __post_init__(self) -> None:
        explained = sum(step.amount for step in self.steps)
        if explained != self.total:
            raise ValueError(f"The lines come to {self.total}, the steps to {explained}")

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def as_json(self) -> dict[str, object]:
        return {
            "lines": [line.as_json() for line in self.lines],
            "total": self.total,
            "currency": self.currency,
            "steps": [step.as_json() for step in self.steps],
        }


def price(wanted: Sequence[Wanted], rows: Iterable[PriceRow], on: date, currency: str) -> Price:
    """Return what everything wanted costs on the order's date, a line for each in the order given.

    `rows` are price rows of any day, in the order they were entered: of two that start on one day the later counts.
    """
    in_force = rows_in_force(rows, on)
    lines = tuple(PriceLine(each, _unit(in_force.get(each.course), each.kind)) for each in wanted)
    steps = tuple(_list_price_step(line, in_force.get(line.wanted.course), on) for line in lines)
    return Price(lines, steps, currency)


def rows_in_force(rows: Iterable[PriceRow], on: date) -> dict[str, PriceRow]:
    """Return the row in force on a day for each course that has one: the last to start on or before it."""
    in_force: dict[str, PriceRow] = {}
    for row in rows:
        if row.starts_on <= on and (row.course not in in_force or row.starts_on >= in_force[row.course].starts_on):
            in_force[row.course] = row
    return in_force


def _unit(row: PriceRow | None, kind: PriceKind) -> int:
    return row.unit(kind) if row else 0


def _list_price_step(line: PriceLine, row: PriceRow | None, on: date) -> PriceStep:
    people = "1 person" if line.wanted.people == 1 else f"{line.wanted.people:,} people"
    if row is None:
        say = f"{line.wanted.label}: {people}, no price in force on {day_words(on)}"
    else:
        say = f"{line.wanted.label}: {people} at the price in force since {day_words(row.starts_on)}"
    return PriceStep(say, line.amount)


def grouped(chosen: Iterable[tuple[str, PriceKind]]) -> tuple[Wanted, ...]:
    """Return one Wanted for each course and kind among chosen rows, whatever the order of ticking."""
    people: dict[tuple[str, PriceKind], int] = {}
    for each in chosen:
        people[each] = people.get(each, 0) + 1
    return tuple(Wanted(course, kind, people[course, kind]) for course, kind in sorted(people, key=_by_course))


def _by_course(each: tuple[str, PriceKind]) -> tuple[str, int]:
    return each[0], list(PriceKind).index(each[1])
