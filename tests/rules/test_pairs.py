"""Classes, flags and cycles of pairs, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from core.rules.pairs import (
    Approval,
    Flag,
    Owner,
    Pair,
    PairClass,
    Past,
    Records,
    Standing,
    cycle_days,
    cycle_number,
    standings,
)

DAY = date(2026, 3, 2)
MEI, REX = 7, 8
RECORDS = Records(
    ours={
        "ceu-1": Approval(1, "approved", date(2026, 1, 1), date(2026, 12, 31)),
        "open": Approval(2, "approved"),
        "retired": Approval(3, "retired", date(2026, 1, 1), date(2026, 12, 31)),
        "yearly": Approval(4, "approved", date(2024, 3, 1), None, 1),
    },
    elsewhere=frozenset({"theirs"}),
    owners={
        "mei@example.org": Owner(MEI, proven=True, here=True),
        "mei2@example.org": Owner(MEI, proven=True, here=True),
        "hung@example.org": Owner(MEI, proven=False, here=True),
        "far@example.org": Owner(9, proven=False, here=False),
        "rex@example.org": Owner(REX, proven=True),
    },
    holders=frozenset({MEI}),
)


def one(key: str, address: str | None, on: date = DAY, records: Records = RECORDS) -> Standing:
    return standings([Pair(key, address, on)], records)[0]


@pytest.mark.parametrize(
    ("key", "address", "on", "expected"),
    [
        ("nowhere", "mei@example.org", DAY, "a1"),
        ("theirs", "mei@example.org", DAY, "a2"),
        ("retired", "mei@example.org", DAY, "a3"),
        ("ceu-1", "mei@example.org", date(2025, 12, 31), "a3"),
        ("ceu-1", "mei@example.org", date(2026, 1, 1), "c"),
        ("ceu-1", "mei@example.org", date(2026, 12, 31), "c"),
        ("ceu-1", "mei@example.org", date(2027, 1, 1), "a3"),
        ("open", "mei@example.org", date(1990, 1, 1), "c"),
        ("ceu-1", "rex@example.org", DAY, "b1"),
        ("ceu-1", "hung@example.org", DAY, "b2"),
        ("ceu-1", "stranger@example.org", DAY, "b2"),
        ("ceu-1", None, DAY, "b2"),
        ("nowhere", None, DAY, "a1"),
    ],
)
def test_each_pair_has_one_class(key: str, address: str | None, on: date, expected: str) -> None:
    assert one(key, address, on).cls == expected


def test_an_address_that_was_never_proven_is_nobodys_account() -> None:
    found = one("ceu-1", "hung@example.org")
    assert (found.cls, found.person) == (PairClass.NO_ACCOUNT, None)


def test_two_addresses_of_one_person_are_twice_the_same() -> None:
    both = [Pair("ceu-1", each, DAY) for each in ("mei@example.org", "mei2@example.org", "hung@example.org")]
    assert [said.flags for said in standings(both, RECORDS)] == [frozenset({Flag.DUPLICATE})] * 3


def test_whom_somebody_elsewhere_holds_unproven_is_not_told() -> None:
    both = [Pair("ceu-1", each, DAY) for each in ("far@example.org", "stranger@example.org")]
    assert not any(said.flags for said in standings(both, RECORDS))


def test_malformed_addresses_are_not_twice() -> None:
    assert [said.flags for said in standings([Pair("ceu-1", None, DAY)] * 2, RECORDS)] == [{Flag.BAD_EMAIL}] * 2


@pytest.mark.parametrize("state", ["offered", "archived"])
def test_what_waits_for_the_person_or_the_address_stands_in_the_way(state: str) -> None:
    person = MEI if state == "offered" else None
    records = Records(RECORDS.ours, RECORDS.elsewhere, RECORDS.owners, RECORDS.holders, [])
    met = [Past(1, state, "mei2@example.org", person, DAY)]
    for address, flagged in (("mei@example.org", True), ("hung@example.org", True), ("rex@example.org", False)):
        found = one("ceu-1", address, records=Records(records.ours, owners=records.owners, credits=met))
        assert (Flag.ALREADY_OFFERED in found.flags) is flagged
        assert found.tickable is not flagged


def test_one_is_accepted_in_a_cycle_and_one_more_in_the_next() -> None:
    accepted = [Past(4, "accepted", "mei@example.org", MEI, date(2025, 3, 1))]
    records = Records(RECORDS.ours, owners=RECORDS.owners, holders=RECORDS.holders, credits=accepted)
    assert Flag.ALREADY_ACCEPTED in one("yearly", "mei2@example.org", date(2026, 2, 28), records).flags
    assert one("yearly", "mei2@example.org", date(2026, 3, 1), records).flags == frozenset()


def test_a_duplicate_may_be_ticked_and_what_is_accepted_may_not() -> None:
    assert Standing(PairClass.CONNECTED, frozenset({Flag.DUPLICATE}), MEI).tickable
    assert not Standing(PairClass.CONNECTED, frozenset({Flag.DUPLICATE}), MEI).selected
    assert not Standing(PairClass.CONNECTED, frozenset({Flag.ALREADY_ACCEPTED}), MEI).tickable
    assert not Standing(PairClass.NOT_APPROVED, frozenset(), MEI).tickable


@pytest.mark.parametrize(
    ("first", "years", "on", "number"),
    [
        (date(2024, 1, 1), None, DAY, 0),
        (date(2024, 3, 2), 1, date(2025, 3, 1), 0),
        (date(2024, 3, 2), 1, date(2025, 3, 2), 1),
        (date(2024, 3, 2), 2, DAY, 1),
        (date(2024, 2, 29), 1, date(2025, 2, 27), 0),
        (date(2024, 2, 29), 1, date(2025, 2, 28), 1),
        (date(2024, 2, 29), 4, date(2028, 2, 28), 0),
        (date(2026, 1, 1), 1, date(2025, 12, 31), -1),
        (None, 2, date(2001, 12, 31), 0),
        (None, 2, date(2002, 1, 1), 1),
    ],
)
def test_cycles_are_counted_from_the_first_day_of_the_approval(
    first: date | None, years: int | None, on: date, number: int
) -> None:
    assert cycle_number(first, years, on) == number


def test_the_days_of_a_cycle_end_with_the_approval() -> None:
    start, end = date(2024, 3, 2), date(2026, 12, 31)
    assert cycle_days(start, end, None, DAY) == (start, end)
    assert cycle_days(start, end, 2, DAY) == (date(2026, 3, 2), end)
    assert cycle_days(start, None, 2, DAY) == (date(2026, 3, 2), date(2028, 3, 1))
    assert cycle_days(None, None, None, DAY) == (None, None)
