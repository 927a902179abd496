"""What becomes of credits, said as simply as it can be: a handful of dictionaries, and the rule of pairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.rules.pairs import Approval, Flag, Owner, Pair, PairClass, Past, Records, Standing, cycle_number, standings

OPEN = ("offered", "archived")
FIRST_DAY = date(2024, 1, 1)
YEARS = {"once": None, "yearly": 1}  # course → its cycle in years


@dataclass(slots=True)
class Held:
    """One credit as the model knows it."""

    credit: int
    course: str
    address: str
    person: int | None
    state: str
    on: date
    batch: int | None = None


@dataclass(slots=True)
class Model:
    """Whose addresses are, who has proven them, and every credit there ever was."""

    courses: dict[str, int]
    owners: dict[str, tuple[int, bool]] = field(default_factory=dict)
    credits: dict[int, Held] = field(default_factory=dict)

    @property
    def people(self) -> list[int]:
        """Return everybody with an account; all are connected."""
        return sorted({person for person, _ in self.owners.values()})

    def proven(self, person: int) -> set[str]:
        """Return the addresses that somebody has proven."""
        return {address for address, (owner, proven) in self.owners.items() if proven and owner == person}

    def records(self, but: int | None = None) -> Records:
        """Return the facts that the rule of pairs rests on, one credit left out if need be."""
        return Records(
            {key: Approval(course, "approved", FIRST_DAY, None, YEARS[key]) for key, course in self.courses.items()},
            owners={address: Owner(person, proven, here=True) for address, (person, proven) in self.owners.items()},
            holders=frozenset(self.people),
            credits=[
                Past(self.courses[one.course], one.state, one.address, one.person, one.on)
                for one in self.credits.values()
                if one.state in (*OPEN, "accepted") and one.credit != but
            ],
        )

    def judged(self, pairs: list[Pair], but: int | None = None) -> list[Standing]:
        """Return what pairs come to now."""
        return standings(pairs, self.records(but))

    def in_the_way(self, one: Held, address: str) -> bool:
        """Return whether another address has a credit of the same course already."""
        (said,) = self.judged([Pair(one.course, address, one.on)], but=one.credit)
        return bool(said.flags & {Flag.ALREADY_OFFERED, Flag.ALREADY_ACCEPTED})

    def add(self, credit: int, course: str, address: str, on: date, said: Standing, batch: int | None) -> None:
        """Note a credit that was posted."""
        state = "archived" if said.cls is PairClass.NO_ACCOUNT else "offered"
        self.credits[credit] = Held(credit, course, address, said.person, state, on, batch)

    def waiting(self, address: str) -> list[Held]:
        """Return what waits at an address."""
        return [one for one in self.credits.values() if one.address == address and one.state in OPEN]

    def cycle(self, one: Held) -> int:
        """Return in which cycle of its course a credit lies."""
        return cycle_number(FIRST_DAY, YEARS[one.course], one.on)

    def accepted_twin(self, one: Held) -> bool:
        """Return whether its person has accepted another one of the same course and cycle."""
        return any(
            other.state == "accepted" and (other.course, other.person) == (one.course, one.person)
            for other in self.credits.values()
            if self.cycle(other) == self.cycle(one)
        )

    def end(self, credits: list[Held], state: str) -> None:
        """Let credits be withdrawn, re-addressed, rejected or revoked, and offer what they stood in the way of."""
        for one in credits:
            one.state = state
        for person in {one.person for one in credits if one.person is not None}:
            self.offer(person)

    def prove(self, address: str, person: int) -> None:
        """Let somebody prove an address."""
        self.owners[address] = (person, True)
        self.offer(person)

    def offer(self, person: int) -> None:
        """Offer somebody the oldest archived credit of each course, unless one stands in its way."""
        for course in self.courses:
            mine = [one for one in self.credits.values() if (one.course, one.person) == (course, person)]
            if any(one.state == "offered" for one in mine):
                continue
            taken = {self.cycle(one) for one in mine if one.state == "accepted"}
            free = [
                one.credit
                for one in self.credits.values()
                if one.course == course
                and one.state == "archived"
                and one.address in self.proven(person)
                and self.cycle(one) not in taken
            ]
            if free:
                found = self.credits[min(free)]
                found.state, found.person = "offered", person
