"""The page Recertification: lists in the address, ticks over pages, one dialog for every action, and undoing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.model import AllLearners, LearnerFilter, Unit
from core.services import calendar, learners, saved_filters, units
from tests.cast import Cast
from tests.pages.test_shell import open_app, words
from tests.services.renewing import Renewal, renewal

pytestmark = pytest.mark.usefixtures("home")
TABLE = "ticks.learners.table"


def due_people(cast: Cast, many: int = 30) -> Renewal:
    """Thirty people who are due, one lapsed, one current, one archived."""
    scene = renewal(cast)
    for number in range(many):
        scene.person(f"Due{number:02} Person", date(2025, 4, 1 + number % 28))
    scene.person("Lapsed Person", date(2022, 1, 1))
    scene.person("Current Person", date(2026, 2, 1), "BLS-2")
    scene.archive(scene.person("Gone Person", date(2022, 1, 1)))
    return scene


def learners_page(cast: Cast, **address: Any) -> AppTest:
    app = open_app(cast, cast.olga)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page("learners.py").run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label.startswith(label)).click().run()
    assert not app.exception
    return app


def tick(app: AppTest, *ids: int) -> AppTest:
    """Let the browser tick exactly these rows of the table on the screen."""
    app.session_state[app.session_state[TABLE]] = {"ticked": list(ids)}
    app.run()
    assert not app.exception
    return app


def on_screen(app: AppTest) -> list[int]:
    return sorted(app.session_state["ticks.learners.selectable"])


def test_where_nobody_has_completed_anything_the_page_says_what_will_stand_here(cast: Cast) -> None:
    assert "Nobody has completed or been assigned anything yet." in words(learners_page(cast))


def test_the_numbers_of_all_lists_stand_beside_each_other(cast: Cast) -> None:
    due_people(cast)
    app = learners_page(cast)
    assert "1 current · 30 due for recertification · 1 lapsed · 1 archived" in words(app)
    assert "1–25 of 32" in words(app)  # archived people are on their own list only


def test_an_address_opens_the_same_list_for_everybody(cast: Cast) -> None:
    due_people(cast)
    app = learners_page(cast, list="due", q="due0", sort="-name", page="1", columns="grace")
    assert "1–10 of 10" in words(app)
    assert app.query_params["sort"] == "-name"
    gone = learners_page(cast, list="everybody", page="99", sort="; DROP", course="NONE", **{"from": "soon"})
    assert "26–32 of 32" in words(gone)


def test_what_is_chosen_is_written_into_the_address(cast: Cast) -> None:
    due_people(cast)
    app = learners_page(cast)
    app.text_input(key="learners.search").set_value("lapsed").run()
    assert app.query_params["q"] == "lapsed"
    assert "1–1 of 1" in words(app)
    app.multiselect(key="learners.courses").set_value(["FA"]).run()
    assert "Nothing matches “lapsed” · course FA." in words(app)
    press(app, "Clear filters")
    assert "1–25 of 32" in words(app)
    assert dict(app.query_params) == {}


def test_ticks_stay_over_pages_and_another_page_ends_where_it_began(cast: Cast) -> None:
    due_people(cast)
    app = tick(learners_page(cast), 0)
    first = on_screen(app)
    tick(app, *first[:3])
    assert "3 selected" in words(app)
    app.session_state["learners.page"] = 2
    app.run()
    second = on_screen(app)
    assert not set(first) & set(second)
    tick(app, second[0])
    assert "4 selected" in words(app)
    press(app, "Clear")
    assert "selected" not in words(app)


def test_all_that_match_is_a_filter_that_ends_with_another_filter(cast: Cast) -> None:
    due_people(cast)
    app = learners_page(cast, list="due")
    press(app, "Select all 30 that match")
    assert isinstance(app.session_state["ticks.learners.selection"], AllLearners)
    assert "30 selected" in words(app)
    tick(app, *on_screen(app)[1:])
    assert "29 selected" in words(app)
    app.text_input(key="learners.search").set_value("due01").run()
    assert "selected" not in words(app)


def test_recertify_shows_what_will_be_done_does_it_once_and_is_undone(cast: Cast) -> None:
    scene = due_people(cast)
    app = learners_page(cast, list="due")
    press(app, "Select all 30 that match")
    press(app, "Recertify…")
    assert "Will be done: 30 assignments · 30 mails." in words(app)
    press(app, "Recertify 30 people")
    assert "Recertify: 30 assignments · 30 mails." in words(app)
    assert learners.counts(cast.desk_of(cast.olga), LearnerFilter())["not_started"] == 30
    app.session_state["history"] = True
    app.run()
    batch = scene.rows("SELECT batch_id FROM batch WHERE kind = 'recertify'")[0][0]
    app.session_state["history.table"] = {"acted": {"action": "undo", "id": batch, "nonce": "a"}}
    app.run()
    press(app, "Undo for 30 people")
    assert "Undone: 30 reversed." in words(app)
    assert learners.counts(cast.desk_of(cast.olga), LearnerFilter())["due"] == 30


def test_a_plan_that_the_records_have_overtaken_is_shown_anew_and_nothing_is_done(cast: Cast) -> None:
    scene = due_people(cast, 2)
    app = learners_page(cast, list="due")
    press(app, "Select all 2 that match")
    press(app, "Recertify…")
    person = scene.rows("SELECT min(person_id) FROM learner WHERE recertify_on BETWEEN '2026-01-01' AND '2026-03-02'")
    scene.complete(person[0][0], date(2026, 3, 1))
    press(app, "Recertify 2 people")
    assert "The records changed since this was shown" in words(app)
    press(app, "Recertify 1 person")
    assert scene.rows("SELECT count(*) FROM assignment") == [(1,)]


def test_a_filter_is_saved_under_a_name_shown_again_and_forgotten(cast: Cast) -> None:
    due_people(cast)
    app = learners_page(cast, list="lapsed")
    app.text_input(key="saved.name").set_value("Long gone")
    press(app, "Save filter")
    assert "The filter Long gone is kept." in words(app)
    other = learners_page(cast)
    other.selectbox(key="saved.shown").set_value("Long gone").run()
    assert "1–1 of 1" in words(other)
    press(other, "Forget it")
    assert saved_filters.kept(cast.desk_of(cast.olga)) == []


def test_another_organisations_staff_see_none_of_it(cast: Cast) -> None:
    due_people(cast, 1)
    app = open_app(cast, cast.nils)
    app.switch_page("learners.py").run()
    assert "Nobody has completed or been assigned anything yet." in words(app)


def in_units(cast: Cast) -> Renewal:
    """Three who are due in two departments, one of them under Nora."""
    scene = renewal(cast)
    for name, unit in (
        ("Ana Silva", Unit("Wards", "Quay", "nora@harbour.example.org")),
        ("Bo Ek", Unit("Yard", "Quay", "Ben Osei")),
        ("Cy Dahl", Unit("Yard", "", "")),
    ):
        units.change(scene.olga, scene.person(name, date(2025, 4, 20)), unit)
    return scene


def test_without_a_unit_on_record_there_is_no_filter_for_one(cast: Cast) -> None:
    due_people(cast, 1)
    app = learners_page(cast)
    assert [one.key for one in app.multiselect] == ["learners.courses"]


def test_a_filter_by_unit_narrows_list_and_numbers_and_stands_in_the_address(cast: Cast) -> None:
    in_units(cast)
    app = learners_page(cast)
    assert app.multiselect(key="learners.manager").options == ["Ben Osei", "nora@harbour.example.org"]
    app.multiselect(key="learners.department").set_value(["Yard"]).run()
    assert app.query_params["department"] == "Yard"
    assert "2 due for recertification" in words(app)
    assert "1–2 of 2" in words(app)
    press(app, "Select all 2 that match")
    app.multiselect(key="learners.location").set_value(["Quay"]).run()
    assert "1–1 of 1" in words(app)
    assert "selected" not in words(app)


def test_an_address_may_name_a_unit_that_is_no_longer_in_use(cast: Cast) -> None:
    in_units(cast)
    app = learners_page(cast, department="Closed ward", columns=["manager", "department"])
    assert "Nothing matches department Closed ward." in words(app)
    assert app.multiselect(key="learners.department").value == ["Closed ward"]
    press(app, "Clear filters")
    assert "1–3 of 3" in words(app)
    assert app.query_params["columns"] == ["department", "manager"]


def test_a_saved_filter_remembers_whose_people_it_shows(cast: Cast) -> None:
    in_units(cast)
    app = learners_page(cast, manager="nora@harbour.example.org")
    app.text_input(key="saved.name").set_value("Nora's people")
    press(app, "Save filter")
    other = learners_page(cast)
    other.selectbox(key="saved.shown").set_value("Nora's people").run()
    assert other.query_params["manager"] == "nora@harbour.example.org"
    assert "1–1 of 1" in words(other)


def test_a_list_too_long_for_a_calendar_says_so_before_anybody_presses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_units(cast)
    monkeypatch.setattr(calendar, "MOST", 2)
    app = learners_page(cast)
    assert "That is 3 days; a calendar takes 2. Narrow the filter to fewer people." in words(app)
    app.multiselect(key="learners.manager").set_value(["Ben Osei"]).run()
    assert "a calendar takes" not in words(app)
