"""The page Analyses: the version, its file, and questions whose numbers are those of the file."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from core.analysts.questions import QUESTIONS
from core.house import House
from core.services import analyses, publishing, reading_keys
from core.services.analyses import Asked
from pages.parts import analysis_chart
from tests.cast import SECRET, Cast
from tests.pages.test_shell import open_app, words
from tests.services.scenes import harbour_scene

ROSTER = (
    "Ana;Silva;ana.silva@example.org",
    "Bo;Ek;bo.ek@example.org",
    "Cy;Dahl;nobody@example.org",
)


def busy(cast: Cast, home: House) -> None:
    """Hold a workshop with three people of whom one gets a certificate, and publish."""
    scene = harbour_scene(cast)
    scene.person("Bo", "Ek", "bo.ek@example.org")
    workshop = scene.workshop()
    scene.upload(workshop, *ROSTER)
    scene.issue(workshop)
    at = cast.now - timedelta(minutes=5)
    publishing.publish(home.db, publishing.folder_beside(home.db.path), at, SECRET)


def test_before_the_first_version_the_page_says_that_it_is_being_made(cast: Cast, home: House) -> None:
    app = open_app(cast, cast.ravi)
    app.switch_page("analyses.py").run()
    assert not app.exception
    assert "The first version is being made." in words(app)
    assert home.db is cast.db


@pytest.mark.parametrize("about", analyses.titles())
def test_every_question_is_drawn_for_an_analyst_with_its_table_and_the_age_of_the_file(
    cast: Cast, home: House, about: str
) -> None:
    busy(cast, home)
    app = open_app(cast, cast.ravi)
    app.switch_page("analyses.py")
    app.query_params["about"] = about
    app.run()
    assert not app.exception
    assert app.selectbox(key="analyses.about").value == about
    assert "Version 1, made 02 Mar 2026" in words(app)
    assert "5 minutes ago" in words(app)


def test_a_link_asks_the_same_and_a_filter_goes_into_the_address(cast: Cast, home: House) -> None:
    busy(cast, home)
    app = open_app(cast, cast.olga)
    app.switch_page("analyses.py")
    app.query_params["about"] = "reasons"
    app.query_params["course"] = ["BLS", "gone"]
    app.query_params["months"] = "24"
    app.run()
    assert not app.exception
    assert app.multiselect(key="analyses.courses").value == ["BLS"]
    app.selectbox(key="analyses.about").set_value("passing").run()
    assert not app.exception
    assert app.query_params == {"about": "passing", "months": "24", "course": "BLS"}


def test_the_page_has_the_numbers_of_the_file(cast: Cast, home: House) -> None:
    busy(cast, home)
    desk = cast.desk_of(cast.ravi)
    reasons = analyses.answer(desk, Asked("reasons")).records()
    assert {(each["reason"], each["requires"], each["participants"]) for each in reasons} == {
        ("NO_PERSON", "", 1),
        ("NO_PREREQUISITE", "BLS-ONLINE", 1),
    }
    passing = {each["step"]: each["participants"] for each in analyses.answer(desk, Asked("passing")).records()}
    assert passing == {"On a roster": 3, "Not inactive, or ordered": 1, "Ordered": 1}
    with duckdb.connect(str(publishing.file(desk, None)), read_only=True) as own:
        told = own.execute("SELECT sum(participants) FROM analytics.eligibility_reasons WHERE status = 'Inactive'")
        assert told.fetchall() == [(2,)]
    revenue = analyses.answer(desk, Asked("revenue")).records()
    assert [(each["ordered_minor"], each["settled_minor"], each["currency"]) for each in revenue] == [(2500, 0, "EUR")]


def test_what_lies_ahead_what_is_owed_and_who_taught_come_from_the_file_too(cast: Cast, home: House) -> None:
    busy(cast, home)
    desk = cast.desk_of(cast.ravi)
    ahead = analyses.answer(desk, Asked("ahead", months=24)).records()
    assert [(each["month"], each["family"], each["people"]) for each in ahead] == [(date(2027, 12, 1), "BLS", 1)]
    assert not analyses.answer(desk, Asked("ahead", months=12)).rows
    owed = analyses.answer(desk, Asked("ageing")).records()
    assert [(each["age"], each["orders"], each["owed_minor"]) for each in owed] == [("Not due yet", 1, 2500)]
    taught = analyses.answer(desk, Asked("instructors")).records()
    assert [(each["workshops"], each["participants"], each["issued"]) for each in taught] == [(1, 3, 0)]


def test_an_export_has_the_same_rows_with_amounts_in_their_currency(cast: Cast, home: House) -> None:
    busy(cast, home)
    desk = cast.desk_of(cast.ravi)
    text = analyses.export_file(desk, Asked("revenue")).decode("utf-8-sig")
    assert text.splitlines() == [
        '"Month","Course","Certificates","Ordered","Paid","Currency"',
        '"2026-03-01","BLS",1,25.00,0.00,"EUR"',
    ]
    assert analyses.export_file(desk, Asked("revenue"), kind="xlsx").startswith(b"PK")


def test_months_in_which_nothing_happened_stand_among_the_bars() -> None:
    question = QUESTIONS["issued"]
    rows = [(date(2025, 11, 1), "BLS", "BLS", 1), (date(2026, 2, 1), "BLS", "BLS", 2)]
    assert analysis_chart.months(analyses.Answer(question, rows)) == ["Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]
    assert analysis_chart.months(analyses.Answer(QUESTIONS["reasons"], [("NO_PERSON", "", "BLS", 1)])) == []


def test_a_filter_on_courses_leaves_the_others_out(cast: Cast, home: House) -> None:
    busy(cast, home)
    desk = cast.desk_of(cast.ravi)
    for about in ("reasons", "passing", "revenue"):
        assert analyses.answer(desk, Asked(about, courses=("BLS",))).rows
        assert not analyses.answer(desk, Asked(about, courses=("ONLINE",))).rows


def test_a_key_is_shown_once_and_can_be_taken_back(cast: Cast, home: House) -> None:
    busy(cast, home)
    app = open_app(cast, cast.ravi)
    app.switch_page("analyses.py").run()
    app.text_input(key="analyses.key.name").set_value("notebook")
    next(one for one in app.button if one.label == "Make a key").click().run()
    assert not app.exception
    token = app.code[0].value
    assert token.startswith("certdesk-read-")
    assert [one.name for one in reading_keys.mine(cast.desk_of(cast.ravi))] == ["notebook"]
    app.button(key="analyses.key.seen").click().run()
    assert not app.code
    app.run()
    assert token not in words(app)
