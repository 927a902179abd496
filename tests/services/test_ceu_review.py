"""The registry and its review: who may move a CEU course where, and what its history says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import CeuCourseExists, CeuCourseFixed, NotFound, ReasonNeeded, UnfitCeuCourse
from core.rules.ceu_states import NEXT, CeuState, may_become, reachable
from core.services import ceu_courses, ceu_instructions, ceu_review
from core.services.ceu_courses import Entry
from core.services.ceu_instructions import NotAPdf
from core.services.ceu_review import Approval
from tests.services.ceu_files import FIRST, LAST, approved, draft
from tests.services.importing import Bodies, two_bodies

PERIOD = Approval(FIRST, LAST, Decimal("1.5"), "Clinical")
NEXT_YEAR = Approval(date(2027, 1, 1), date(2027, 12, 31), Decimal(2), "Clinical", 3)


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    with two_bodies(tmp_path) as made:
        yield made


def test_a_course_is_entered_submitted_returned_submitted_again_and_approved(bodies: Bodies) -> None:
    desk = bodies.harbour
    made = draft(desk)
    ceu_review.submit(desk, made, "For the spring.")
    ceu_review.send_back(desk, made, "Which hours?")
    assert ceu_courses.save(desk, made, Entry("", "Airway management", Decimal(2)))
    ceu_review.submit(desk, made)
    ceu_review.approve(desk, made, PERIOD)
    shown = ceu_courses.show(desk, made)
    assert [step.state for step in shown.steps[::-1]] == [
        "draft",
        "submitted",
        "returned",
        "returned",
        "submitted",
        "approved",
    ]
    assert (shown.course.state, shown.course.hours_hundredths, shown.course.approved_until) == ("approved", 150, LAST)


def test_only_what_is_approved_on_the_day_can_be_credited_and_both_ends_count(bodies: Bodies) -> None:
    approved(bodies.harbour)
    draft(bodies.harbour, "CEU-2")
    day = timedelta(days=1)
    for on, expected in ((FIRST - day, []), (FIRST, ["CEU-1"]), (LAST, ["CEU-1"]), (LAST + day, [])):
        assert [one.ceulid for one in ceu_courses.approved_on(bodies.harbour, on)] == expected
    assert ceu_courses.approved_on(bodies.north, FIRST) == []


def test_denied_is_final_and_its_id_stays_taken(bodies: Bodies) -> None:
    desk = bodies.harbour
    made = draft(desk)
    ceu_review.submit(desk, made)
    with pytest.raises(ReasonNeeded):
        ceu_review.deny(desk, made, "  ")
    ceu_review.deny(desk, made, "Not within the trade.")
    for act in (lambda: ceu_review.submit(desk, made), lambda: ceu_review.approve(desk, made, PERIOD)):
        with pytest.raises(CeuCourseFixed):
            act()
    with pytest.raises(CeuCourseFixed):
        ceu_courses.save(desk, made, Entry("", "Other", Decimal(1)))
    with pytest.raises(CeuCourseExists):
        draft(desk, " ceu-1 ")


def test_the_next_year_is_a_new_id_and_the_old_one_names_it(bodies: Bodies) -> None:
    desk = bodies.harbour
    old = approved(desk)
    new = ceu_review.approve_again(desk, old, "CEU-1-2027", NEXT_YEAR)
    before, after = ceu_courses.show(desk, old), ceu_courses.show(desk, new)
    assert (before.course.state, before.course.successor) == ("approved", "CEU-1-2027")
    assert (after.course.state, after.course.title, after.course.cycle_years) == ("approved", before.course.title, 3)
    assert (after.succeeds, after.course.provider) == (["CEU-1"], "Dock school")
    with pytest.raises(CeuCourseFixed):
        ceu_review.approve_again(desk, old, "CEU-1-2028", NEXT_YEAR)


def test_a_retired_course_names_who_takes_its_place_and_never_in_a_circle(bodies: Bodies) -> None:
    desk = bodies.harbour
    first, second = approved(desk), approved(desk, "CEU-2")
    with pytest.raises(NotFound, match="Did you mean CEU-2"):
        ceu_review.retire(desk, first, successor="CEU-22")
    ceu_review.retire(desk, first, "Taken over.", "ceu-2")
    assert ceu_courses.show(desk, first).course.successor == "CEU-2"
    with pytest.raises(UnfitCeuCourse, match="circle"):
        ceu_review.retire(desk, second, successor="CEU-1")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"ceulid": " "}, "CEULid"),
        ({"title": ""}, "title"),
        ({"hours": Decimal(0)}, "Hours"),
        ({"hours": Decimal("1.001")}, "Hours"),
        ({"cycle_years": 0}, "cycle"),
        ({"approved_from": LAST, "approved_until": FIRST}, "end before it begins"),
        ({"provider": "x" * 201}, "provider"),
    ],
)
def test_what_cannot_be_is_named(bodies: Bodies, changed: dict[str, object], named: str) -> None:
    fine = Entry("CEU-1", "Airway management", Decimal("1.5"))
    with pytest.raises(UnfitCeuCourse, match=named):
        ceu_courses.add(bodies.harbour, replace(fine, **changed))  # type: ignore[arg-type]


def test_an_approval_has_both_its_days(bodies: Bodies) -> None:
    made = draft(bodies.harbour)
    ceu_review.submit(bodies.harbour, made)
    for missing in (replace(PERIOD, first=None), replace(PERIOD, last=None), replace(PERIOD, last=date(2025, 1, 1))):
        with pytest.raises(UnfitCeuCourse):
            ceu_review.approve(bodies.harbour, made, missing)
    assert ceu_courses.show(bodies.harbour, made).course.state == "submitted"


def test_what_waits_longest_is_reviewed_first(bodies: Bodies) -> None:
    desk = bodies.harbour
    late, early = draft(desk, "CEU-1"), draft(desk, "CEU-2")
    ceu_review.submit(desk, early)
    ceu_review.submit(replace(desk, now=desk.now + timedelta(hours=1)), late)
    assert [one.course.ceulid for one in ceu_courses.queue(desk)] == ["CEU-2", "CEU-1"]
    assert ceu_courses.listing(desk).counts == {"submitted": 2}


def test_search_finds_code_title_and_provider(bodies: Bodies) -> None:
    draft(bodies.harbour, "CEU-7", "Burns")
    for text, found in (("ceu-7", 1), ("BURN", 1), ("dock school", 1), ("clinical", 1), ("airway", 0)):
        assert ceu_courses.listing(bodies.harbour, search=text).total == found


def test_instructions_are_pdfs_for_one_audience_until_they_are_taken_away(bodies: Bodies) -> None:
    desk = bodies.harbour
    with pytest.raises(NotAPdf):
        ceu_instructions.add(desk, "holder", "guide.pdf", b"<html>")
    made = ceu_instructions.add(desk, "holder", " guide  2026.pdf ", b"%PDF-1.7 guide")
    assert ceu_instructions.pdf(desk, made) == ("guide 2026.pdf", b"%PDF-1.7 guide")
    assert [one.name for one in ceu_instructions.listing(desk, "holder")] == ["guide 2026.pdf"]
    assert ceu_instructions.listing(desk, "reviewer") == []
    with pytest.raises(NotFound):
        ceu_instructions.pdf(bodies.north, made)
    ceu_instructions.remove(desk, made)
    with pytest.raises(NotFound):
        ceu_instructions.pdf(desk, made)


def test_a_file_may_say_what_some_steps_lead_to_and_nothing_else() -> None:
    assert ("draft", "retired") in reachable()
    assert ("approved", "draft") not in reachable()
    assert all(not may_become(CeuState.DENIED, state) for state in CeuState)
    assert {(str(a), str(b)) for a in NEXT for b in NEXT[a]} <= set(reachable())
