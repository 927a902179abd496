"""What holds for pairs whatever the list and the records: one class each, counts add up, order does not matter."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.pairs import (
    RECOGNISED,
    Approval,
    Flag,
    Owner,
    Pair,
    PairClass,
    Past,
    Records,
    cycle_days,
    cycle_number,
    standings,
)

KEYS, PEOPLE = ("c-1", "c-2", "c-3"), range(1, 5)
ADDRESSES = tuple(f"a{n}@example.org" for n in range(6))
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
approvals = st.builds(
    Approval,
    st.sampled_from(range(1, 4)),
    st.sampled_from(("approved", "retired", "denied")),
    st.none() | days,
    st.none() | days,
    st.none() | st.integers(1, 3),
)
pasts = st.builds(
    Past,
    st.sampled_from(range(1, 4)),
    st.sampled_from(("offered", "archived", "accepted")),
    st.sampled_from(ADDRESSES),
    st.none() | st.sampled_from(PEOPLE),
    days,
)
owners = st.builds(Owner, st.sampled_from(PEOPLE), st.booleans(), st.booleans())
records = st.builds(
    Records,
    st.dictionaries(st.sampled_from(KEYS), approvals),
    st.frozensets(st.sampled_from(KEYS)),
    st.dictionaries(st.sampled_from(ADDRESSES), owners),
    st.frozensets(st.sampled_from(PEOPLE)),
    st.lists(pasts, max_size=6),
)
pairs = st.lists(
    st.builds(Pair, st.sampled_from((*KEYS, "c-9")), st.none() | st.sampled_from(ADDRESSES), days), max_size=12
)


@given(pairs, records)
def test_classes_are_exclusive_and_add_up_to_the_list(some: list[Pair], facts: Records) -> None:
    found = standings(some, facts)
    assert len(found) == len(some)
    assert sum(sum(said.cls is cls for said in found) for cls in PairClass) == len(some)


@given(pairs, records)
def test_only_an_account_is_offered_anything(some: list[Pair], facts: Records) -> None:
    for pair, said in zip(some, standings(some, facts), strict=True):
        owner = facts.owners.get(pair.address or "")
        assert (said.person is not None) == bool(owner and owner.proven)
        if said.cls is PairClass.CONNECTED:
            assert said.person in facts.holders
        if said.cls is PairClass.NO_ACCOUNT:
            assert said.person is None


@given(pairs, records)
def test_what_is_ticked_from_the_start_has_no_flag_and_a_course_approved_on_its_day(
    some: list[Pair], facts: Records
) -> None:
    for pair, said in zip(some, standings(some, facts), strict=True):
        if said.selected:
            assert said.cls in RECOGNISED
            assert not said.flags
            assert facts.ours[pair.ceulid_key].covers(pair.on)


@given(pairs, records)
def test_of_one_person_and_id_at_most_one_pair_is_ticked(some: list[Pair], facts: Records) -> None:
    chosen = [
        (pair.ceulid_key, said.person or pair.address)
        for pair, said in zip(some, standings(some, facts), strict=True)
        if said.selected
    ]
    assert len(chosen) == len(set(chosen))


@given(pairs, records, st.randoms(use_true_random=False))
def test_the_order_of_a_list_decides_nothing(some: list[Pair], facts: Records, chance: object) -> None:
    order = list(range(len(some)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    straight, shuffled = standings(some, facts), standings([some[at] for at in order], facts)
    assert [straight[at] for at in order] == shuffled


@given(pairs, records)
def test_duplicates_come_in_company(some: list[Pair], facts: Records) -> None:
    found = standings(some, facts)
    flagged = [pair.ceulid_key for pair, said in zip(some, found, strict=True) if Flag.DUPLICATE in said.flags]
    assert all(flagged.count(key) > 1 for key in flagged)


@settings(max_examples=300)
@given(st.none() | days, st.integers(1, 5), days)
def test_cycles_follow_each_other_without_a_gap(first: date | None, years: int, on: date) -> None:
    begins, ends = cycle_days(first, None, years, on)
    assert begins is not None
    assert ends is not None
    assert begins <= on <= ends
    number = cycle_number(first, years, on)
    assert cycle_number(first, years, begins) == cycle_number(first, years, ends) == number
    assert cycle_number(first, years, ends + timedelta(days=1)) == number + 1
