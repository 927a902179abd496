"""The lists of recertification: pages, order, filters, counts and selections, against the plain model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from core.model import AllLearners, Chosen, LearnerCursor, LearnerFilter, LearnerOrder, Unit
from core.rules.recertification import LearnerList, list_of
from core.store import learner_counts, learner_selection, learners
from core.store.db import open_store
from core.store.learner_status import LISTS
from core.store.learners import LearnerRow, Sorting
from core.store.people import folded
from tests.store.learner_model import Facts
from tests.store.learner_town import Town

TODAY = date(2026, 3, 2)
ORDERS = list(product(LearnerOrder, [False, True]))
PAST = date(2024, 2, 29)
NEVER = date(9999, 12, 31)
UNITS: dict[int, Unit] = {}  # of the town
FILTERS = (
    LearnerFilter(),
    LearnerFilter(courses=("BLS-1", "FA")),
    LearnerFilter(search="berg"),
    LearnerFilter(search="tanaka ANA"),
    LearnerFilter(search="COMPANY3.example"),
    LearnerFilter(search="50%_"),
    LearnerFilter(since=date(2024, 1, 1), until=date(2025, 6, 30)),
    LearnerFilter(archived=False),
    LearnerFilter(archived=True, courses=("ALS-1",)),
    LearnerFilter(search="home.example.net", courses=("BLS-2",), since=date(2023, 1, 1)),
    LearnerFilter(departments=("Ward 1", "Ward 2")),
    LearnerFilter(locations=("Quay",), managers=("nora@example.org", "Ben O'Neill"), archived=False),
    LearnerFilter(managers=("50%_er",), search="berg", courses=("BLS-1",)),
    LearnerFilter(departments=("Ward 1", "no such ward"), since=date(2024, 1, 1)),
    LearnerFilter(managers=("nobody@example.org",)),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    db = open_store(Path(tmp_path_factory.mktemp("lists")) / "store.duckdb", b"key")
    with db.reading() as tx:
        made = Town(tx, 1_000)
        UNITS.update(made.units)
        yield made
    db.close()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the model says of one row."""

    person: int
    family: str
    name: str
    facts: Facts
    on_list: str
    course: str

    @property
    def day(self) -> date:
        found = self.facts.recertify_on if self.facts.assignment_id is None else self.facts.due_on
        return found or NEVER


def expected(town: Town, on: date, wanted: LearnerFilter) -> list[Wanted]:
    """Return the rows that a filter should match, by the model."""
    org = town.orgs[0]
    taught = {one.course_id: one for one in town.taught}
    rows = [
        Wanted(
            who,
            family,
            town.names[who],
            one,
            str(list_of(one.standing(), on)),
            taught[one.open_course_id or one.course_id or 0].code,
        )
        for (who, family), one in town.expected(org, on).items()
    ]
    families = {one.family for one in town.taught if one.code in wanted.courses}
    return [
        row
        for row in rows
        if (wanted.on_list in (None, row.on_list))
        and (not families or row.family in families)
        and (wanted.archived in (None, row.facts.archived))
        and (not wanted.since or wanted.since <= row.day)
        and (not wanted.until or row.day <= wanted.until)
        and _found(row, wanted.search)
        and _works(town.units.get(row.person, Unit()), wanted)
    ]


def _works(unit: Unit, wanted: LearnerFilter) -> bool:
    return (
        (not wanted.departments or unit.department in wanted.departments)
        and (not wanted.locations or unit.location in wanted.locations)
        and (not wanted.managers or unit.manager in wanted.managers)
    )


def _found(row: Wanted, search: str) -> bool:
    addresses = [f"p{row.person}@company{row.person % 5}.example.org"]
    addresses += [f"q{row.person}@home.example.net"] if row.person % 3 == 0 else []
    named = all(word in folded(row.name) for word in folded(search).split())
    return named or any(search.lower() in address for address in addresses)


def keys(row: Wanted, order: LearnerOrder) -> tuple[object, ...]:
    """Return what a row is sorted by."""
    if order is LearnerOrder.NAME:
        return (folded(row.name),)
    if order is LearnerOrder.COURSE:
        return (row.course, row.day)
    if order is LearnerOrder.LIST:
        return (LISTS.index(row.on_list), row.day)
    if order is LearnerOrder.DATE:
        return (row.day,)
    return (_said(row, order), row.day)


def _said(row: Wanted, order: LearnerOrder) -> object:
    unit = UNITS.get(row.person, Unit())
    return {
        LearnerOrder.ASSIGNED: row.facts.assigned_on or NEVER,
        LearnerOrder.THROUGH: row.facts.valid_through or NEVER,
        LearnerOrder.GRACE: row.facts.grace_until or NEVER,
        LearnerOrder.FAMILY: row.family,
        LearnerOrder.DEPARTMENT: unit.department,
        LearnerOrder.LOCATION: unit.location,
        LearnerOrder.MANAGER: unit.manager,
    }[order]


def _all_pages(town: Town, on: date, wanted: LearnerFilter, sorting: Sorting, size: int) -> list[LearnerRow]:
    rows: list[LearnerRow] = []
    after: LearnerCursor | None = None
    while found := learners.page(town.tx, town.orgs[0], on, wanted, sorting, size, after):
        rows += found
        after = found[-1].cursor
    return rows


@pytest.mark.parametrize("on", [TODAY, PAST])
def test_every_list_under_every_filter_is_what_the_model_says(town: Town, on: date) -> None:
    for wanted in FILTERS:
        counted = learner_counts.counts(town.tx, town.orgs[0], on, wanted)
        rows = expected(town, on, wanted)
        assert counted == {name: sum(row.on_list == name for row in rows) for name in LISTS}, wanted
        for name in (None, *LISTS) if wanted in FILTERS[:2] else (None, "due"):
            found = learners.page(town.tx, town.orgs[0], on, replace(wanted, on_list=name), Sorting(), size=100_000)
            picked = [row for row in rows if name in (None, row.on_list)]
            assert {(row.person_id, row.family) for row in found} == {(row.person, row.family) for row in picked}
            assert len(found) == len(picked), (wanted, name)


def test_a_row_holds_what_the_model_holds(town: Town) -> None:
    found = learners.page(town.tx, town.orgs[0], TODAY, LearnerFilter(), Sorting(), size=100_000)
    model = {(row.person, row.family): row for row in expected(town, TODAY, LearnerFilter())}
    for row in found:
        want = model[row.person_id, row.family]
        facts = want.facts
        assert (row.name, row.on_list, row.course) == (want.name, want.on_list, want.course)
        assert row.address == f"p{row.person_id}@company{row.person_id % 5}.example.org"
        assert (row.due_on, row.started, row.assigned_on) == (facts.due_on, facts.started, facts.assigned_on)
        assert row.recertify_on == (None if facts.assignment_id else facts.recertify_on)
        assert (row.ends_on, row.grace_until, row.by_hand) == (facts.ends_on, facts.grace_until, facts.by_hand)
        assert row.completed == (facts.course_id is not None)
        assert not (row.due_on and row.recertify_on)


@pytest.mark.parametrize(("order", "descending"), ORDERS)
def test_pages_join_to_the_whole_list_in_order(town: Town, order: LearnerOrder, descending: bool) -> None:
    for wanted in (LearnerFilter(on_list="due"), LearnerFilter(), LearnerFilter(on_list="overdue", search="e")):
        rows = _all_pages(town, TODAY, wanted, Sorting(order, descending), 47)
        model = {(row.person, row.family): row for row in expected(town, TODAY, wanted)}
        assert len(rows) == len(model)
        assert {(row.person_id, row.family) for row in rows} == set(model)
        sorted_by = [keys(model[row.person_id, row.family], order) for row in rows]
        assert sorted_by == sorted(sorted_by, reverse=descending)


def test_pages_by_name_are_the_same_however_few_names_are_looked_at_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wanted, descending in product((LearnerFilter(), LearnerFilter(on_list="in_grace")), (False, True)):
        sorting = Sorting(LearnerOrder.NAME, descending)
        whole = learners.page(town.tx, town.orgs[0], TODAY, wanted, sorting, 100_000)
        for names in (1, 60, 400):
            monkeypatch.setattr(learners, "NAMES", names)
            monkeypatch.setattr(learners, "_is_long", lambda *asked: True)
            assert _all_pages(town, TODAY, wanted, sorting, 60) == whole


@pytest.mark.parametrize(("order", "descending"), ORDERS)
def test_a_page_by_its_number_is_the_page_that_turning_comes_to(
    town: Town, order: LearnerOrder, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learners, "FAR", 50)
    for wanted in (LearnerFilter(on_list="lapsed"), LearnerFilter(), LearnerFilter(on_list="current")):
        sorting = Sorting(order, descending)
        rows = _all_pages(town, TODAY, wanted, sorting, 250)
        for skip in (25, 51, 130, len(rows) - 10, len(rows) + 50):
            found = learners.page(town.tx, town.orgs[0], TODAY, wanted, sorting, 25, skip=skip)
            assert found == rows[skip : skip + 25], (wanted, skip)


def test_nobody_is_passed_over_when_rows_change_between_two_pages(town: Town) -> None:
    org = town.orgs[0]
    wanted = LearnerFilter(on_list="due")
    first = learners.page(town.tx, org, TODAY, wanted, Sorting(), 25)
    whole = learners.page(town.tx, org, TODAY, wanted, Sorting(), 60)
    town.tx.execute("UPDATE learner SET archived = TRUE WHERE learner_id = $key", key=first[3].learner_id)
    second = learners.page(town.tx, org, TODAY, wanted, Sorting(), 25, after=first[-1].cursor)
    by_offset = learners.page(town.tx, org, TODAY, wanted, Sorting(), 25, skip=25)
    town.tx.execute("UPDATE learner SET archived = FALSE WHERE learner_id = $key", key=first[3].learner_id)
    assert second == whole[25:50]
    assert by_offset != whole[25:50]  # the control: counting rows misses one


def test_every_page_yields_the_whole_list(town: Town) -> None:
    pages = list(learners.every_page(town.tx, town.orgs[0], PAST, LearnerFilter(), Sorting(), 100))
    assert [len(page) for page in pages[:-1]] == [100] * (len(pages) - 1)
    assert sum(len(page) for page in pages) == len(expected(town, PAST, LearnerFilter()))


def test_everything_that_matches_is_selected_and_nothing_else(town: Town) -> None:
    for wanted, on in product((replace(one, on_list="due") for one in FILTERS), (TODAY, PAST)):
        count = learner_selection.select(town.tx, town.orgs[0], on, AllLearners(wanted))
        selected = town.tx.query("SELECT person_id, family FROM selection")
        assert set(selected) == {(row.person, row.family) for row in expected(town, on, wanted)}
        assert len(selected) == count


def test_everything_but_what_was_unticked_is_selected(town: Town) -> None:
    wanted = LearnerFilter(on_list="due")
    first = learners.page(town.tx, town.orgs[0], TODAY, wanted, Sorting(), 2)
    all_of_it = learner_selection.select(town.tx, town.orgs[0], TODAY, AllLearners(wanted))
    but = frozenset(row.learner_id for row in first)
    assert learner_selection.select(town.tx, town.orgs[0], TODAY, AllLearners(wanted, but)) == all_of_it - 2
    assert not but & {row[0] for row in town.tx.query("SELECT learner_id FROM selection")}


def test_ticks_of_another_organisation_are_passed_over(town: Town) -> None:
    ours = learners.page(town.tx, town.orgs[0], TODAY, LearnerFilter(), Sorting(), 3)
    theirs = learners.page(town.tx, town.orgs[1], TODAY, LearnerFilter(), Sorting(), 3)
    ids = frozenset(row.learner_id for row in [*ours, *theirs])
    assert len(ids) == 6
    assert learner_selection.select(town.tx, town.orgs[0], TODAY, Chosen(ids)) == 3
    assert {row[0] for row in town.tx.query("SELECT learner_id FROM selection")} == {row.learner_id for row in ours}


def test_an_organisation_sees_only_its_own_rows(town: Town) -> None:
    for at, org in enumerate(town.orgs):
        found = learners.page(town.tx, org, TODAY, LearnerFilter(), Sorting(), 100_000)
        kept = {(row.person_id, row.family) for row in found}
        assert kept == set(town.expected(town.orgs[at], TODAY))


def test_the_model_has_rows_on_every_list(town: Town) -> None:
    found = [row.on_list for on in (TODAY, PAST) for row in expected(town, on, LearnerFilter())]
    assert all(found.count(str(name)) > 4 for name in LearnerList)
