"""A holder's own credits: what waits, what was accepted with sums by cycle and category, and their answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from core.errors import SignedOut
from core.model import PersonId, Role
from core.rules.pairs import cycle_days
from core.services.credits import answers
from core.services.credits.answers import Answered
from core.services.desk import Desk
from core.store import organisations, people
from core.store.credits import holders, records
from core.store.credits.holders import Dashboard as Dashboard
from core.store.credits.records import Credit as Credit
from core.store.db import Tx

EVERYBODY = (Role.HOLDER, Role.STAFF, Role.INSTRUCTOR, Role.ANALYST)


@dataclass(frozen=True, slots=True)
class Cycle:
    """The accepted credits of one cycle, with hours by category. Both days are included; None: open on that side."""

    first: date | None
    last: date | None
    credits: tuple[Credit, ...]
    by_category: tuple[tuple[str, int], ...]

    @property
    def hours_hundredths(self) -> int:
        """Return the sum of the cycle."""
        return sum(one.hours_hundredths for one in self.credits)


@dataclass(frozen=True, slots=True)
class MyCredits:
    """Everything of one holder. `issuers` name the organisations by id; `cycles` are newest first."""

    person: PersonId
    name: str
    waiting: tuple[Credit, ...]
    cycles: tuple[Cycle, ...]
    others: tuple[Credit, ...]  # rejected, withdrawn, re-addressed or revoked
    dashboards: tuple[Dashboard, ...]
    issuers: dict[int, str]

    @property
    def hours_hundredths(self) -> int:
        """Return the sum of everything accepted."""
        return sum(cycle.hours_hundredths for cycle in self.cycles)


def my_credits(desk: Desk) -> MyCredits:
    """Return the credits of whoever is at the desk, of whatever organisation. Raises SignedOut for an operator."""
    with desk.reading_as(*EVERYBODY) as tx:
        return _of(tx, _person(desk))


def accept(desk: Desk, credits: Collection[int], dashboard: str) -> Answered:
    """Let some of one's own credits count on a dashboard (an organisation's short name).

    Raises NothingSelected, NotYourDashboard, CreditInTheWay, or NotFound for a credit that is not one's own to answer.
    """
    with desk.acting_as(*EVERYBODY) as tx:
        person = _person(desk)
        wanted = answers.chosen(_offered(tx, person), credits)
        return answers.accept(tx, desk.actor, person, wanted, dashboard, desk.now)


def reject(desk: Desk, credits: Collection[int], reason: str) -> Answered:
    """Reject some of one's own credits. Raises ReasonNeeded, NothingSelected, NotFound."""
    with desk.acting_as(*EVERYBODY) as tx:
        wanted = answers.chosen(_offered(tx, _person(desk)), credits)
        return answers.reject(tx, desk.actor, wanted, reason, desk.now)


def _person(desk: Desk) -> PersonId:
    if desk.actor.person_id is None:
        raise SignedOut
    return desk.actor.person_id


def _offered(tx: Tx, person: PersonId) -> list[Credit]:
    return [one for one in records.of_person(tx, person) if one.state == "offered"]


def _of(tx: Tx, person: PersonId) -> MyCredits:
    every = records.of_person(tx, person)
    return MyCredits(
        person,
        people.name_of(tx, person),
        tuple(one for one in every if one.state == "offered"),
        cycles(one for one in every if one.state == "accepted"),
        tuple(one for one in every if one.state not in ("offered", "accepted")),
        tuple(holders.dashboards(tx, person)),
        {org: organisations.by_id(tx, org).name for org in {one.org_id for one in every}},
    )


def cycles(accepted: Iterable[Credit]) -> tuple[Cycle, ...]:
    """Return accepted credits by cycle, the one that ends last first, with hours by category."""
    found: dict[tuple[date | None, date | None], list[Credit]] = {}
    for one in accepted:
        days = cycle_days(one.approved_from, one.approved_until, one.cycle_years, one.attended_on)
        found.setdefault(days, []).append(one)
    newest_first = sorted(found, key=lambda days: (days[1] or date.max, days[0] or date.min), reverse=True)
    return tuple(Cycle(*days, tuple(found[days]), _by_category(found[days])) for days in newest_first)


def _by_category(credits: Iterable[Credit]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for one in credits:
        sums[one.category] = sums.get(one.category, 0) + one.hours_hundredths
    return tuple(sorted(sums.items()))
