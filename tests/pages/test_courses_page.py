"""The page Courses & fees: staff add and change courses, date their prices, and see what a date would come to."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.model import Course, CourseTerms, ExpiryRule, Prerequisite
from core.services import course_page, courses
from tests.cast import Cast
from tests.pages.test_shell import open_app, words

pytestmark = pytest.mark.usefixtures("home")

FILE = b"""
[[course]]
code = "BLS-ONLINE-2"
title = "BLS Online"
family = "BLS-ONLINE"
version = 2
[[course]]
code = "BLS-2"
title = "BLS Rescuer"
family = "BLS"
version = 2
months = 24
rule = "end_of_month"
window_days = 90
grace_days = 30
fees = [{ from = "2024-01-01", new = 2500, renewal = 2000, replacement = 500 }, { from = "2027-01-01", new = 3000 }]
[[course.requires]]
family = "BLS-ONLINE"
min_version = 2
max_age_months = 24
"""


def courses_page(cast: Cast, code: str = "") -> AppTest:
    app = open_app(cast, cast.olga)
    if code:
        app.query_params["code"] = code
    app.switch_page("courses.py").run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def field(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    every = [*app.text_input, *app.number_input, *app.selectbox, *app.toggle, *app.date_input]
    return next(one for one in every if one.label == label)


def course(cast: Cast, code: str) -> Course:
    listed = course_page.one(cast.desk_of(cast.olga), code)
    assert listed is not None
    return listed.course


@pytest.fixture
def filled(cast: Cast) -> Cast:
    courses.import_file(cast.desk_of(cast.olga), FILE)
    return cast


def test_an_empty_list_leads_to_the_first_course(cast: Cast) -> None:
    app = press(courses_page(cast), "Add the first course")
    field(app, "Code").input("FA")
    field(app, "Title").input("First Aid")
    field(app, "Valid for months, 0 for ever").set_value(36)
    press(app, "Add course")
    assert "First Aid is added." in words(app)
    assert course(cast, "FA").terms == CourseTerms(months=36)
    assert course(cast, "FA").family == "FA"


def test_a_setting_that_cannot_be_is_refused_with_its_name(cast: Cast) -> None:
    app = press(courses_page(cast), "Add the first course")
    field(app, "Code").input("FA")
    field(app, "Title").input("First Aid")
    field(app, "Ends on").set_value("fixed_day").run()
    field(app, "Which day, month-day").input("31-12")
    press(app, "Add course")
    assert "Write month-day, such as 12-31" in words(app)
    assert course_page.one(cast.desk_of(cast.olga), "FA") is None


def test_settings_are_changed_and_prerequisites_taken_away(filled: Cast) -> None:
    app = courses_page(filled, "BLS-2")
    field(app, "Title").input("BLS Rescuer, second edition")
    field(app, "Ends on").set_value("day_before")
    field(app, "Family").input("BLS")
    next(one for one in app.selectbox if one.label == "Family" and one.value == "BLS-ONLINE").set_value("—")
    press(app, "Save course")
    changed = course(filled, "BLS-2")
    assert changed.title == "BLS Rescuer, second edition"
    assert changed.terms == CourseTerms(24, ExpiryRule.DAY_BEFORE, None, 0, changed.terms.anchor, 90, 30)
    assert changed.requires == ()


def test_saving_an_untouched_form_changes_nothing(filled: Cast) -> None:
    before = course(filled, "BLS-2")
    app = press(courses_page(filled, "BLS-2"), "Save course")
    assert "as it was" in words(app)
    assert course(filled, "BLS-2") == before
    assert before.requires == (Prerequisite("BLS-ONLINE", 2, 24),)


def test_a_completion_date_says_what_it_would_come_to(filled: Cast) -> None:
    app = courses_page(filled, "BLS-2")
    field(app, "Completed on").set_value(date(2026, 2, 10)).run()
    said = words(app)
    assert "Valid from 10 Feb 2026 through 29 Feb 2028." in said
    assert "completed 10 Feb 2026 + 24 months, end of month" in said
    assert "Renewal opens on 1 Dec 2027: 29 Feb 2028 − 90 days." in said
    assert "Grace ends on 30 Mar 2028" in said


def test_prices_are_dated_and_the_past_stays_readable(filled: Cast) -> None:
    desk = filled.desk_of(filled.olga)
    app = courses_page(filled, "BLS-2")
    field(app, "From").set_value(date(2026, 7, 1))
    field(app, "New").input("28.50")
    field(app, "Renewal").input("22")
    press(app, "Add prices")
    found = [(entry.fee.starts_on, entry.fee.new, entry.in_force) for entry, _ in course_page.fee_lines(desk, "BLS-2")]
    assert found == [(date(2027, 1, 1), 3000, False), (date(2026, 7, 1), 2850, False), (date(2024, 1, 1), 2500, True)]
    field(app, "New").input("much")
    press(app, "Add prices")
    assert "no amount" in words(app)
    assert len(course_page.fee_lines(desk, "BLS-2")) == 3


def test_a_course_is_retired_and_offered_again(filled: Cast) -> None:
    app = press(courses_page(filled, "BLS-2"), "Stop offering this course")
    listed = course_page.one(filled.desk_of(filled.olga), "BLS-2")
    assert listed is not None
    assert listed.retired
    press(app, "Offer this course again")
    assert not courses.listing(filled.desk_of(filled.olga))[-1].retired


def test_another_organisations_course_is_not_there(filled: Cast) -> None:
    courses.import_file(filled.desk_of(filled.nils), b'[[course]]\ncode = "N"\ntitle = "Northern"\n')
    assert "There is no course N here." in words(courses_page(filled, "N"))
