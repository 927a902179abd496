"""Which class and which flags each pair of a CEULid and an address has. Source of every rule: docs/credits.md.

The store decides the same by sets; tests/store/test_credits_rule.py compares the two over thousands of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.rules.dates import add_months

OPEN_SINCE = date(2000, 1, 1)  # cycles of an approval without a first day are counted from here


class PairClass(StrEnum):
    """In the order in which they are decided: each pair falls into exactly one."""

    UNKNOWN_ID = "a1"
    OTHER_ORGANISATION = "a2"
    NOT_APPROVED = "a3"
    CONNECTED = "c"
    NOT_CONNECTED = "b1"
    NO_ACCOUNT = "b2"


RECOGNISED = (PairClass.CONNECTED, PairClass.NOT_CONNECTED, PairClass.NO_ACCOUNT)


class Flag(StrEnum):
    """Each unticks its row, but for a near match, which is a hint only."""

    DUPLICATE = "DUPLICATE"
    ALREADY_OFFERED = "ALREADY_OFFERED"
    ALREADY_ACCEPTED = "ALREADY_ACCEPTED"
    BAD_EMAIL = "BAD_EMAIL"
    NEAR_MATCH = "NEAR_MATCH"


BITS: dict[Flag, int] = {flag: 1 << at for at, flag in enumerate(Flag)}
STOPS = (Flag.ALREADY_OFFERED, Flag.ALREADY_ACCEPTED, Flag.BAD_EMAIL)  # no tick of staff gets past these


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair. `address` is in normal form, None when it is malformed; `on` is the attendance date."""

    ceulid_key: str
    address: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Approval:
    """A CEU course of the organisation. Both ends are included; an absent one is open. `years` None: one cycle."""

    course: int
    state: str
    first: date | None = None
    last: date | None = None
    years: int | None = None

    def covers(self, day: date) -> bool:
        """Return whether attendance on a day can be credited."""
        since = self.first is None or self.first <= day
        return self.state == "approved" and since and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an address is. `proven`: they showed it. `here`: they are known in the organisation."""

    person: int
    proven: bool
    here: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A credit that is offered, archived or accepted."""

    course: int
    state: str
    address: str
    person: int | None
    on: date


@dataclass(frozen=True, slots=True)
class Records:
    """What the classes and flags of an organisation's pairs rest on."""

    ours: Mapping[str, Approval] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    holders: frozenset[int] = frozenset()
    credits: Sequence[Past] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided for one pair. `person` is whose account it is offered to, None for no account."""

    cls: PairClass
    flags: frozenset[Flag]
    person: int | None

    @property
    def selected(self) -> bool:
        """Whether the row is ticked from the start."""
        return self.tickable and Flag.DUPLICATE not in self.flags

    @property
    def tickable(self) -> bool:
        """Whether staff may tick the row."""
        return self.cls in RECOGNISED and not self.flags.intersection(STOPS)


def standings(pairs: Sequence[Pair], records: Records) -> list[Standing]:
    """Return class and flags of each pair of one list, in its order."""
    seen = Counter(_alike(pair, records) for pair in pairs if pair.address)
    return [_standing(pair, records, seen[_alike(pair, records)] > 1) for pair in pairs]


def _standing(pair: Pair, records: Records, twice: bool) -> Standing:
    owner = records.owners.get(pair.address or "")
    person = owner.person if owner and owner.proven else None
    return Standing(_class_of(pair, records, person), frozenset(_flags_of(pair, records, twice=twice)), person)


def _class_of(pair: Pair, records: Records, person: int | None) -> PairClass:
    ours = records.ours.get(pair.ceulid_key)
    if ours is None:
        return PairClass.OTHER_ORGANISATION if pair.ceulid_key in records.elsewhere else PairClass.UNKNOWN_ID
    if not ours.covers(pair.on):
        return PairClass.NOT_APPROVED
    if person is None:
        return PairClass.NO_ACCOUNT
    return PairClass.CONNECTED if person in records.holders else PairClass.NOT_CONNECTED


def _flags_of(pair: Pair, records: Records, *, twice: bool) -> Iterable[Flag]:
    if pair.address is None:
        yield Flag.BAD_EMAIL
        return
    if twice:
        yield Flag.DUPLICATE
    ours = records.ours.get(pair.ceulid_key)
    if ours is None:
        return
    met = [one for one in records.credits if one.course == ours.course and _same(one, pair.address, records)]
    if any(one.state in ("offered", "archived") for one in met):
        yield Flag.ALREADY_OFFERED
    now = cycle_number(ours.first, ours.years, pair.on)
    if any(one.state == "accepted" and cycle_number(ours.first, ours.years, one.on) == now for one in met):
        yield Flag.ALREADY_ACCEPTED


def _alike(pair: Pair, records: Records) -> tuple[str, int | str | None]:
    return pair.ceulid_key, _who(pair.address, records) if pair.address else None


def _who(address: str, records: Records) -> int | str:
    """Return who stands behind an address: a person who has proven it or is known here, else nobody but itself."""
    owner = records.owners.get(address)
    return owner.person if owner and (owner.proven or owner.here) else address


def _same(credit: Past, address: str, records: Records) -> bool:
    behind = _who(credit.address, records) if credit.person is None else credit.person
    return credit.address == address or behind == _who(address, records)


def cycle_number(first: date | None, years: int | None, on: date) -> int:
    """Return in which cycle of an approval a day lies: 0 is the first; without a number of years there is only one."""
    if not years:
        return 0
    start = first or OPEN_SINCE
    whole = on.year - start.year
    if add_months(start, 12 * whole) > on:
        whole -= 1
    return whole // years


def cycle_days(first: date | None, last: date | None, years: int | None, on: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of the cycle that a day lies in; None where the approval is open."""
    if not years:
        return first, last
    number, start = cycle_number(first, years, on), first or OPEN_SINCE
    begins, next_one = (add_months(start, 12 * years * each) for each in (number, number + 1))
    ends = date.fromordinal(next_one.toordinal() - 1)
    return begins, min(ends, last) if last and last >= begins else ends
