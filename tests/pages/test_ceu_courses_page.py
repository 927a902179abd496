"""The page CEU courses: staff enter, submit, review, retire and approve again; papers for each audience."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.services import ceu_courses, ceu_instructions
from tests.cast import Cast
from tests.pages.test_courses_page import field, press
from tests.pages.test_shell import open_app, words
from tests.services.ceu_files import approved, draft, submitted

pytestmark = pytest.mark.usefixtures("home")


def page(cast: Cast, course: int | None = None, view: str = "") -> AppTest:
    app = open_app(cast, cast.olga)
    if course is not None:
        app.query_params["id"] = str(course)
    app.switch_page("ceu_courses.py").run()
    if view:
        app.segmented_control(key="ceu.view").select(view).run()
    assert not app.exception
    return app


def test_an_empty_registry_leads_to_the_form_and_a_draft_comes_of_it(cast: Cast) -> None:
    app = press(page(cast), "Add the first CEU course")
    field(app, "CEULid, the code of this approval").set_value("CEU-1")
    field(app, "Title").set_value("Airway management")
    field(app, "Hours").set_value(1.5)
    app = press(app, "Add CEU course")
    assert "CEU-1 is a draft now." in words(app)
    (made,) = ceu_courses.listing(cast.desk_of(cast.olga)).rows
    assert (made.title, made.hours_hundredths, made.state) == ("Airway management", 150, "draft")


def test_what_cannot_be_is_said_and_the_form_stays(cast: Cast) -> None:
    app = press(press(page(cast), "Add a CEU course"), "Add CEU course")
    assert "A CEU course needs its id" in words(app)
    assert field(app, "Title") is not None


def test_a_draft_is_submitted_and_approved_for_its_days(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    made = draft(desk)
    app = press(press(page(cast, made), "Submit for review…"), "Submit")
    assert "CEU-1 is submitted and waits for its reviewer." in words(app)
    app = press(app, "Approve…")
    field(app, "Approved from").set_value(date(2026, 1, 1))
    field(app, "Approved until").set_value(date(2026, 12, 31))
    app = press(app, "Approve")
    found = ceu_courses.show(desk, made).course
    assert (found.state, found.approved_until) == ("approved", date(2026, 12, 31))


def test_denying_asks_for_the_reason_and_leaves_no_way_on(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    made = submitted(desk)
    app = press(press(page(cast, made), "Deny…"), "Deny for good")
    assert "A sentence is needed here" in words(app)
    app.text_area[0].set_value("Not within the trade.")
    app = press(app, "Deny for good")
    assert ceu_courses.show(desk, made).course.state == "denied"
    assert [one.label for one in app.button if one.label.endswith("…")] == []


def test_the_next_year_begins_where_this_one_ends(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    made = approved(desk)
    app = press(page(cast, made), "Approve again…")
    assert field(app, "Approved from").value == date(2027, 1, 1)
    assert field(app, "Approved until").value == date(2027, 12, 31)
    field(app, "CEULid of the new approval").set_value("CEU-1-2027")
    app = press(app, "Approve the new id")
    assert ceu_courses.show(desk, made).course.successor == "CEU-1-2027"
    assert "Approve again…" not in [one.label for one in app.button]


def test_the_queue_shows_what_waits_with_the_reviewers_papers(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    assert "Nothing waits for review." in words(page(cast, view="Review queue"))
    submitted(desk)
    ceu_instructions.add(desk, "reviewer", "How to review.pdf", b"%PDF-1.7")
    app = page(cast, view="Review queue")
    assert any("How to review.pdf" in one.proto.body for one in app.get("html"))
    assert "Nothing waits for review." not in words(app)


def test_a_course_of_the_other_organisation_is_none_here(cast: Cast) -> None:
    made = draft(cast.desk_of(cast.nils))
    assert "There is no CEU course" in words(page(cast, made))
