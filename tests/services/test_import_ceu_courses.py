"""CEU courses from files: new, changed and unchanged rows, and what the registry contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services import ceu_courses, import_page
from tests.services.ceu_files import bring_in
from tests.services.importing import Bodies, counted, two_bodies

AIRWAY = "CEU-1,Airway management,1.5,Clinical,approved,2026-01-01,2026-12-31,"


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    with two_bodies(tmp_path) as made:
        yield made


def test_new_rows_go_in_and_the_same_file_again_changes_nothing(bodies: Bodies) -> None:
    lines = (AIRWAY, "CEU-2,Burns,2,,submitted,,,")
    assert counted(bring_in(bodies.harbour, *lines)) == (2, 0, 0, [])
    assert counted(bring_in(bodies.harbour, *lines)) == (0, 0, 2, [])
    found = {one.ceulid: one for one in ceu_courses.listing(bodies.harbour).rows}
    assert (found["CEU-1"].hours_hundredths, found["CEU-1"].state) == (150, "approved")
    assert (found["CEU-2"].title, found["CEU-2"].approved_from) == ("Burns", None)
    assert [step.note for step in ceu_courses.show(bodies.harbour, found["CEU-1"].ceu_course_id).steps] == [
        "Brought in from a file."
    ]


def test_codes_are_one_whatever_their_case_and_an_empty_cell_leaves_what_is_there(bodies: Bodies) -> None:
    bring_in(bodies.harbour, AIRWAY)
    assert counted(bring_in(bodies.harbour, " ceu-1 ,,,,,,,")) == (0, 0, 1, [])
    assert counted(bring_in(bodies.harbour, "ceu-1,Airways,,,,,,")) == (0, 1, 0, [])
    (found,) = ceu_courses.listing(bodies.harbour).rows
    assert (found.ceulid, found.title, found.hours_hundredths, found.category) == ("CEU-1", "Airways", 150, "Clinical")


def test_of_several_rows_about_one_code_the_last_filled_cell_counts(bodies: Bodies) -> None:
    outcome = bring_in(bodies.harbour, "CEU-1,Airway,1,,draft,,,", "CEU-1,,2,,,,,", "ceu-1,,,,submitted,,,")
    assert counted(outcome) == (1, 0, 2, [])
    (found,) = ceu_courses.listing(bodies.harbour).rows
    assert (found.title, found.hours_hundredths, found.state) == ("Airway", 200, "submitted")


def test_a_successor_may_stand_in_the_same_file_before_or_after(bodies: Bodies) -> None:
    outcome = bring_in(
        bodies.harbour, "CEU-1,A,1,,retired,2025-01-01,2025-12-31,CEU-2", "CEU-2,A,1,,approved,2026-01-01,2026-12-31,"
    )
    assert counted(outcome) == (2, 0, 0, [])
    assert {one.ceulid: one.successor for one in ceu_courses.listing(bodies.harbour).rows} == {
        "CEU-1": "CEU-2",
        "CEU-2": "",
    }


def test_an_unknown_successor_stays_out_with_the_nearest_known_one_and_takes_with_it_who_names_it(
    bodies: Bodies,
) -> None:
    bring_in(bodies.harbour, AIRWAY)
    outcome = bring_in(bodies.harbour, "CEU-0,Old,1,,,,,CEU-11", "CEU-00,Older,1,,,,,CEU-0")
    assert counted(outcome) == (0, 0, 0, [(2, "UNKNOWN_COURSE"), (3, "UNKNOWN_COURSE")])
    assert outcome.problems[0].cure == "Did you mean CEU-1?"
    assert outcome.problems[0].value == "CEU-11"


def test_another_organisations_code_is_no_successor_here(bodies: Bodies) -> None:
    bring_in(bodies.north, AIRWAY)
    assert counted(bring_in(bodies.harbour, "CEU-0,Old,1,,,,,CEU-1")) == (0, 0, 0, [(2, "UNKNOWN_COURSE")])


def test_successors_never_run_in_a_circle(bodies: Bodies) -> None:
    bring_in(bodies.harbour, "CEU-1,A,1,,,,,CEU-2", "CEU-2,B,1,,,,,CEU-3", "CEU-3,C,1,,,,,")
    assert counted(bring_in(bodies.harbour, "CEU-3,,,,,,,CEU-1")) == (0, 0, 0, [(2, "SUCCESSOR_CIRCLE")])
    assert counted(bring_in(bodies.harbour, "CEU-4,D,1,,,,,ceu-4")) == (0, 0, 0, [(2, "SUCCESSOR_CIRCLE")])


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("draft", "approved", True),
        ("returned", "denied", True),
        ("approved", "retired", True),
        ("denied", "approved", False),
        ("approved", "draft", False),
        ("retired", "approved", False),
    ],
)
def test_a_file_never_takes_a_state_back(bodies: Bodies, before: str, after: str, allowed: bool) -> None:
    bring_in(bodies.harbour, f"CEU-1,A,1,,{before},,,")
    expected = (0, 1, 0, []) if allowed else (0, 0, 0, [(2, "STATE_FIXED")])
    assert counted(bring_in(bodies.harbour, f"CEU-1,,,,{after},,,")) == expected


def test_an_end_that_lies_before_the_beginning_on_record_is_a_problem(bodies: Bodies) -> None:
    bring_in(bodies.harbour, AIRWAY)
    assert counted(bring_in(bodies.harbour, "CEU-1,,,,,,2025-12-31,")) == (0, 0, 0, [(2, "BAD_DATE")])


def test_the_registry_of_the_other_organisation_is_not_touched(bodies: Bodies) -> None:
    bring_in(bodies.north, AIRWAY)
    assert counted(bring_in(bodies.harbour, "CEU-1,Ours,1,,,,,")) == (1, 0, 0, [])
    assert [one.title for one in ceu_courses.listing(bodies.north).rows] == ["Airway management"]


def test_the_page_previews_a_file_and_imports_exactly_that(bodies: Bodies) -> None:
    name, sample = import_page.sample("ceu-courses")
    shown = import_page.preview(bodies.harbour, "ceu-courses", sample.encode(), name)
    assert (shown.counts.new, shown.problems) == (2, ())
    assert ceu_courses.listing(bodies.harbour).rows == []
    done = import_page.apply(bodies.harbour, "ceu-courses", sample.encode(), name, None, shown.plan)
    assert done.counts.new == 2
    assert import_page.apply(bodies.harbour, "ceu-courses", sample.encode(), name, None, shown.plan).already
