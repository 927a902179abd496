"""The lists of recertification as staff see them, and as they take them away."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from core.errors import NotAllowed, NotFound
from core.model import CourseTerms, LearnerFilter, LearnerOrder
from core.services import courses, learners
from core.services.desk import Desk
from core.services.learners import HEADER, Sorting
from tests.cast import Cast
from tests.services import importing
from tests.services.scenes import Scene, harbour_scene

LISTED = (
    ("zoe@example.org", "Zoe", "Ålund", date(2024, 3, 20)),  # due from 31 December 2025
    ("bea@example.org", "Béa", "=Quist", date(2024, 1, 10)),  # ended on 31 January 2026, in grace
    ("cy@example.org", "Cy", "Marsh", date(2023, 1, 10)),  # lapsed
    ("dan@example.org", "Dan", "Osei", date(2025, 12, 1)),  # current
)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    made = harbour_scene(cast)
    olga = cast.desk_of(cast.olga)
    courses.save(olga, replace(made.bls, terms=replace(made.bls.terms, grace_days=60)))
    importing.completions(
        olga,
        *(
            {"email": email, "first_name": first, "last_name": last, "course": "BLS", "completed_on": day}
            for email, first, last, day in LISTED
        ),
    )
    return made


@pytest.fixture
def olga(scene: Scene) -> Desk:
    return scene.cast.desk_of(scene.cast.olga)


def addresses(found: list[learners.Learner]) -> list[str]:
    return [one.row.address.split("@")[0] for one in found]


def test_staff_see_a_list_with_why_everybody_is_on_it(olga: Desk) -> None:
    (zoe,) = learners.page(olga, LearnerFilter(on_list="due"))
    assert (zoe.row.name, zoe.row.address, zoe.row.course) == ("Zoe Ålund", "zoe@example.org", "BLS")
    assert zoe.say == "Due for recertification since 31 Dec 2025, valid through 31 Mar 2026."
    (bea,) = learners.page(olga, LearnerFilter(on_list="in_grace"))
    assert bea.say == "Ended 31 Jan 2026, in grace through 1 Apr 2026."


def test_counts_name_every_list_and_follow_the_other_filters(olga: Desk) -> None:
    found = learners.counts(olga, LearnerFilter(courses=("BLS",)))
    assert {name: count for name, count in found.items() if count} == {
        "current": 1,
        "due": 1,
        "in_grace": 1,
        "lapsed": 1,
    }
    assert len(found) == 8
    assert learners.counts(olga, LearnerFilter(on_list="lapsed", courses=("BLS",))) == found
    assert sum(learners.counts(olga, LearnerFilter(search="alund zoe")).values()) == 1
    assert sum(learners.counts(olga, LearnerFilter(search="dan@")).values()) == 1


def test_pages_turn_by_cursor_and_by_number(olga: Desk) -> None:
    wanted, by_name = LearnerFilter(courses=("BLS",)), Sorting(LearnerOrder.NAME)
    first = learners.page(olga, wanted, by_name, size=3)
    assert addresses(first) == ["bea", "cy", "dan"]
    assert addresses(learners.page(olga, wanted, by_name, after=first[-1].row.cursor, size=3)) == ["zoe"]
    assert addresses(learners.page(olga, wanted, by_name, number=2, size=3)) == ["zoe"]


def test_a_filter_by_dates_bounds_both_ends_inclusively(olga: Desk) -> None:
    def found(since: date | None, until: date | None) -> list[str]:
        return addresses(learners.page(olga, LearnerFilter(courses=("BLS",), since=since, until=until)))

    assert found(date(2025, 12, 31), None) == ["zoe", "dan"]
    assert found(date(2026, 1, 1), None) == ["dan"]
    assert found(None, date(2025, 12, 31)) == ["cy", "bea", "zoe"]


def test_a_listing_counts_what_it_does_not_show(olga: Desk) -> None:
    found = learners.listing(olga, LearnerFilter(courses=("BLS",)), limit=1)
    assert (found.total, addresses(list(found.rows))) == (4, ["cy"])
    assert learners.listing(olga, LearnerFilter(on_list="due")).total == 1


def test_a_list_is_taken_away_as_csv_without_a_cell_that_acts(olga: Desk) -> None:
    text = learners.export_file(olga, LearnerFilter(on_list="in_grace")).decode("utf-8-sig")
    header, row = text.splitlines()
    assert header == ",".join(f'"{name}"' for name in HEADER)
    assert row == (
        '"Béa =Quist","bea@example.org","BLS","BLS Rescuer","In grace","","2025-11-02","2026-01-31","2026-04-01",'
        '"Ended 31 Jan 2026, in grace through 1 Apr 2026.","","",""'
    )
    importing.people(olga, {"email": "bea@example.org", "first_name": "=1+1"})
    text = learners.export_file(olga, LearnerFilter(on_list="in_grace")).decode("utf-8-sig")
    assert text.splitlines()[1].startswith('"\'=1+1 =Quist"')


def test_a_list_is_taken_away_as_a_workbook(olga: Desk) -> None:
    content = learners.export_file(olga, LearnerFilter(courses=("BLS",)), kind="xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == HEADER
    assert [row[1] for row in rows[1:]] == ["cy@example.org", "bea@example.org", "zoe@example.org", "dan@example.org"]
    assert rows[1][6] == date(2024, 11, 2)


def test_a_long_list_is_taken_away_whole(olga: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "CHUNK", 2)
    found = [row[1] for row in learners.export_rows(olga, LearnerFilter(courses=("BLS",)))]
    assert found == ["cy@example.org", "bea@example.org", "zoe@example.org", "dan@example.org"]


def test_only_staff_see_the_lists(scene: Scene) -> None:
    for person in (scene.cast.andrea, scene.cast.ravi, scene.cast.mei):
        desk = scene.cast.desk_of(person)
        with pytest.raises(NotAllowed):
            learners.page(desk, LearnerFilter())
        with pytest.raises(NotAllowed):
            learners.counts(desk, LearnerFilter())
        with pytest.raises(NotAllowed):
            learners.listing(desk, LearnerFilter())
        with pytest.raises(NotAllowed):
            next(learners.export_rows(desk, LearnerFilter()))


def test_another_organisation_sees_nobody_of_these(scene: Scene) -> None:
    nils = scene.cast.desk_of(scene.cast.nils)
    assert learners.page(nils, LearnerFilter()) == []
    assert sum(learners.counts(nils, LearnerFilter(search="zoe")).values()) == 0
    with pytest.raises(NotFound):
        learners.page(nils, LearnerFilter(courses=("BLS",)))


def test_an_unknown_course_is_refused_with_the_nearest(olga: Desk) -> None:
    with pytest.raises(NotFound, match="Did you mean BLS"):
        learners.counts(olga, LearnerFilter(courses=("BLZ",)))


def test_the_desk_s_day_decides_what_is_listed(olga: Desk) -> None:
    then = olga.on(date(2024, 2, 1))
    assert addresses(learners.page(then, LearnerFilter(courses=("BLS",)))) == ["cy", "bea"]
    later = olga.on(date(2030, 1, 1))
    assert learners.counts(later, LearnerFilter(courses=("BLS",)))["lapsed"] == 4


def test_a_course_that_never_expires_never_falls_due(scene: Scene, olga: Desk) -> None:
    courses.save(olga, replace(scene.course("BLS"), terms=CourseTerms()))
    found = learners.page(olga.on(date(2099, 1, 1)), LearnerFilter(courses=("BLS",)))
    assert {one.say for one in found} == {"Never expires."}
    assert {one.row.on_list for one in found} == {"current"}
