"""Courses in the store: what is written is read back, prices are dated, and nothing crosses organisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from core.model import AnchorRule, Course, CourseId, CourseTerms, ExpiryRule, OrgId, Prerequisite
from core.store import courses, organisations
from core.store.courses import FeeRow
from core.store.db import Tx, open_store

NOW = datetime.fromisoformat("2026-03-01T09:00")
ALS = Course(
    CourseId(0),
    OrgId(0),
    "ALS-3",
    "Advanced Life Support",
    "ALS",
    3,
    CourseTerms(24, ExpiryRule.FIXED_DAY, (2, 29), 5, AnchorRule.CARRY_FORWARD, 90, 30),
    due_days=None,
    due_months=2,
    automatic=True,
    claim_step=False,
    requires=(Prerequisite("FIRST-AID"), Prerequisite("BLS", 2, 24)),
)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    db = open_store(tmp_path / "store.duckdb", b"key")
    with db.transaction() as open_tx:
        yield open_tx
    db.close()


@pytest.fixture
def harbour(tx: Tx) -> OrgId:
    return organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW).org_id


@pytest.fixture
def north(tx: Tx) -> OrgId:
    return organisations.add(tx, "north", "Northern Vet Board", "America/New_York", "USD", NOW).org_id


def test_a_course_comes_back_as_it_was_written(tx: Tx, harbour: OrgId) -> None:
    assert courses.put(tx, harbour, ALS, NOW) == "new"
    found = courses.by_code(tx, harbour, "ALS-3")
    assert found is not None
    asked = (Prerequisite("BLS", 2, 24), Prerequisite("FIRST-AID"))
    assert found == replace(ALS, course_id=found.course_id, org_id=harbour, requires=asked)


def test_writing_the_same_course_again_changes_nothing(tx: Tx, harbour: OrgId) -> None:
    courses.put(tx, harbour, ALS, NOW)
    assert courses.put(tx, harbour, ALS, NOW) == "unchanged"


def test_a_changed_prerequisite_replaces_the_old_ones_and_keeps_the_key(tx: Tx, harbour: OrgId) -> None:
    courses.put(tx, harbour, ALS, NOW)
    before = courses.by_code(tx, harbour, "ALS-3")
    assert courses.put(tx, harbour, replace(ALS, requires=(Prerequisite("BLS", 3),)), NOW) == "updated"
    after = courses.by_code(tx, harbour, "ALS-3")
    assert before is not None
    assert after is not None
    assert after.requires == (Prerequisite("BLS", 3),)
    assert after.course_id == before.course_id


def test_another_organisation_has_its_own_course_of_the_same_code(tx: Tx, harbour: OrgId, north: OrgId) -> None:
    courses.put(tx, harbour, ALS, NOW)
    assert courses.by_code(tx, north, "ALS-3") is None
    assert courses.put(tx, north, replace(ALS, title="Other"), NOW) == "new"
    ours = courses.by_code(tx, harbour, "ALS-3")
    assert ours is not None
    assert ours.title == "Advanced Life Support"
    assert courses.by_ids(tx, north, [ours.course_id]) == []


def test_a_retired_course_is_listed_last_and_can_come_back(tx: Tx, harbour: OrgId) -> None:
    for code in ("A", "B"):
        courses.put(tx, harbour, replace(ALS, code=code), NOW)
    first = courses.by_code(tx, harbour, "A")
    assert first is not None
    assert courses.set_retired(tx, harbour, first.course_id, NOW) == 1
    assert courses.set_retired(tx, harbour, first.course_id, NOW) == 0
    assert [one.code for one in courses.all_in(tx, harbour)] == ["B", "A"]
    assert courses.retired(tx, harbour) == {first.course_id}
    assert courses.set_retired(tx, harbour, first.course_id, None) == 1
    assert courses.retired(tx, harbour) == set()


def test_the_price_of_a_day_is_the_newest_row_that_has_begun(tx: Tx, harbour: OrgId, north: OrgId) -> None:
    courses.put(tx, harbour, ALS, NOW)
    (als,) = courses.all_in(tx, harbour)
    for day, new in ((date(2024, 1, 1), 2500), (date(2027, 1, 1), 2900)):
        assert courses.put_fee(tx, als.course_id, FeeRow(new, 2000, 500, day), "Olga Berg", NOW)
    assert courses.fees_on(tx, harbour, date(2023, 12, 31)) == {}
    assert courses.fees_on(tx, harbour, date(2026, 12, 31))[als.course_id].new == 2500
    assert courses.fees_on(tx, harbour, date(2027, 1, 1))[als.course_id].new == 2900
    assert courses.fees_on(tx, north, date(2027, 1, 1)) == {}


def test_a_later_row_for_the_same_day_replaces_the_earlier_one_and_both_stay_readable(tx: Tx, harbour: OrgId) -> None:
    courses.put(tx, harbour, ALS, NOW)
    (als,) = courses.all_in(tx, harbour)
    day = date(2024, 1, 1)
    assert courses.put_fee(tx, als.course_id, FeeRow(2500, 2000, 500, day), "Olga Berg", NOW)
    assert not courses.put_fee(tx, als.course_id, FeeRow(2500, 2000, 500, day), "Olga Berg", NOW)
    assert courses.put_fee(tx, als.course_id, FeeRow(2600, 2000, 500, day), "Olga Berg", NOW.replace(hour=10))
    assert courses.fees_on(tx, harbour, day)[als.course_id].new == 2600
    assert [row[0].new for row in courses.fee_history(tx, harbour, als.course_id)] == [2600, 2500]
