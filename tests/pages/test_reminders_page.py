"""The page Reminders: staff see who falls due, and set the steps on which people are reminded."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.model import CourseTerms
from core.rules.reminders import Ladder, TermDate
from core.services import reminding
from tests.cast import Cast
from tests.jobs.reminding import calendar
from tests.pages.test_shell import open_app, words

pytestmark = pytest.mark.usefixtures("home")


def reminders_page(cast: Cast) -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page("reminders.py").run()
    assert not app.exception
    return app


def steps(cast: Cast) -> AppTest:
    app = reminders_page(cast)
    app.session_state["reminders.part"] = "Steps"
    app.run()
    assert not app.exception
    return app


def test_a_page_without_anybody_due_says_what_it_will_show(cast: Cast) -> None:
    assert "Nobody falls due until 1 Apr 2026" in words(reminders_page(cast))


def test_who_falls_due_stands_by_course_and_dates_by_hand_by_name(cast: Cast) -> None:
    year = calendar(cast)
    year.course("BLS", CourseTerms(months=12, window_days=60), automatic=True)
    year.person("Mia Lund", date(2025, 5, 15))
    year.set_date(year.person("Eva Roth", date(2025, 9, 15)), date(2026, 3, 9))
    app = reminders_page(cast)
    assert "2 people fall due until 1 Apr 2026." in words(app)
    assert [one.value for one in app.subheader] == ["Dates set by hand"]


def test_steps_are_shown_with_what_somebody_would_read_and_saved(cast: Cast) -> None:
    app = steps(cast)
    assert "Due dates: 7 and 1 days before, and 1 and 7 days after." in words(app)
    app.text_input(key="ladder.term_before").set_value("45 and 14").run()
    app.selectbox(key="ladder.counted_to").set_value("end").run()
    assert "Terms: 45 and 14 days before, on the day, 7 days after, and on the last day of grace" in words(app)
    app.button(key="ladder.save").click().run()
    assert not app.exception
    found = reminding.ladder(cast.desk_of(cast.olga))
    assert found == Ladder((-45, -14, 0, 7), counted_to=TermDate.END)
    with cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM audit WHERE action = 'reminders.changed'") == 1


def test_what_is_no_number_of_days_is_named_and_nothing_is_saved(cast: Cast) -> None:
    app = steps(cast)
    app.text_input(key="ladder.due_before").set_value("a week").run()
    assert "“a” is no number of days" in words(app)
    app.button(key="ladder.save").click().run()
    assert reminding.ladder(cast.desk_of(cast.olga)) == Ladder()
