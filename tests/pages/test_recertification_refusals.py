"""What list actions decline, as the screen says it: a sentence, and nothing changed."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.model import Chosen
from core.services.recertification.recertify import Recertify
from tests.cast import Cast
from tests.pages.test_learners_page import learners_page, press
from tests.pages.test_person_page import page_of
from tests.pages.test_shell import words
from tests.services.renewing import Renewal, named, renewal

pytestmark = pytest.mark.usefixtures("home")
DUE = date(2025, 4, 20)


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    """Ana and Bo are due."""
    made = renewal(cast)
    made.person("Ana Silva", DUE)
    made.person("Bo Ek", DUE)
    return made


def all_of_it(scene: Renewal) -> list[tuple[object, ...]]:
    """Return everything that a list action could change."""
    tables = ("assignment", "manual_date", "next_course", "extension", "archived_person", "outbox", "batch")
    return [(table, *row) for table in tables for row in scene.rows(f"SELECT * FROM {table} ORDER BY ALL")]


def due_and_selected(cast: Cast, **address: str) -> AppTest:
    app = learners_page(cast, **address)
    press(app, "Select all 2 that match")
    return app


def open_action(app: AppTest, key: str) -> AppTest:
    """Open an action as the menu does."""
    app.session_state["action.open"] = ("learners", key)
    app.run()
    assert not app.exception
    return app


def test_somebody_whose_course_is_open_is_left_out_by_name(cast: Cast, scene: Renewal) -> None:
    ana = scene.rows("SELECT person_id FROM person WHERE first_name = 'Ana'")[0][0]
    scene.do(Recertify(), named(ana))
    before = all_of_it(scene)
    app = open_action(due_and_selected(cast), "recertify")
    assert "Will be done: 1 assignment · 1 mail." in words(app)
    assert "Ana Silva has BLS 1 open already, due 1 Apr 2026. Change that assignment instead." in words(app)
    assert all_of_it(scene) == before


def test_a_date_before_the_completion_is_declined_for_each_whom_it_concerns(cast: Cast, scene: Renewal) -> None:
    before = all_of_it(scene)
    app = open_action(due_and_selected(cast), "recertification_date")
    app.date_input(key="ask.recertify_on").set_value(date(2025, 4, 19)).run()
    assert "Nothing would change for anybody here." in words(app)
    assert "Ana Silva completed BLS 1 after that day. Choose a later one." in words(app)
    assert not [button for button in app.button if button.label.startswith("Set the date")]
    assert all_of_it(scene) == before


def test_a_selection_that_became_empty_says_so_in_the_dialog(cast: Cast, scene: Renewal) -> None:
    app = open_action(due_and_selected(cast, list="due"), "recertify")
    for name in ("Ana", "Bo"):
        scene.complete(scene.rows("SELECT person_id FROM person WHERE first_name = $n", n=name)[0][0], date(2026, 3, 1))
    before = all_of_it(scene)
    press(app, "Recertify 2 people")
    assert "The records changed since this was shown" in words(app)
    assert "Nothing would change for anybody here." in words(app)
    assert not [button for button in app.button if button.label.startswith("Recertify 2")]
    assert all_of_it(scene) == before


def test_another_organisations_people_are_nobody_here(cast: Cast, scene: Renewal) -> None:
    theirs = scene.person("Uma North", DUE, by=cast.nils)
    assert f"There is no person {theirs} here." in words(page_of(cast, theirs))
    (row,) = scene.rows("SELECT learner_id FROM learner WHERE person_id = $who", who=theirs)[0]
    before = all_of_it(scene)
    app = learners_page(cast)
    app.session_state["ticks.learners.selection"] = Chosen(frozenset({row}))  # no browser could tick it
    app = open_action(app, "recertify")
    assert "Nothing would change for anybody here." in words(app)
    assert f"The ticked row {row} is not on your lists any more. Tick people afresh." in words(app)
    assert "Uma" not in words(app)
    assert all_of_it(scene) == before


def test_what_was_confirmed_in_another_tab_is_not_done_twice_and_says_so(cast: Cast, scene: Renewal) -> None:
    tabs = [open_action(due_and_selected(cast, list="due"), "recertify") for _ in range(2)]
    press(tabs[0], "Recertify 2 people")
    done = all_of_it(scene)
    press(tabs[1], "Recertify 2 people")
    assert "Recertify was done before; nothing was done twice: 2 assignments · 2 mails." in words(tabs[1])
    assert all_of_it(scene) == done


def test_a_plan_gone_stale_names_who_moved_and_shows_what_it_would_do_now(cast: Cast, scene: Renewal) -> None:
    app = open_action(due_and_selected(cast, list="due"), "recertify")
    bo = scene.rows("SELECT person_id FROM person WHERE first_name = 'Bo'")[0][0]
    cast.now = cast.now.replace(minute=1)
    scene.complete(bo, date(2026, 3, 1))
    before = all_of_it(scene)
    press(app, "Recertify 2 people")
    assert "Bo Ek has a new completion" in words(app)
    assert "Will be done: 1 assignment · 1 mail." in words(app)
    assert all_of_it(scene) == before
