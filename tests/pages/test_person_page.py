"""The page of one person: what it shows, and an action for this one person in one course."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.cast import Cast
from tests.pages.test_learners_page import press
from tests.pages.test_shell import open_app, words
from tests.services.renewing import renewal

pytestmark = pytest.mark.usefixtures("home")


def page_of(cast: Cast, person: object) -> AppTest:
    app = open_app(cast, cast.olga)
    app.query_params["id"] = str(person)
    app.switch_page("person.py").run()
    assert not app.exception
    return app


def test_the_page_shows_name_addresses_and_where_the_person_stands(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    app = page_of(cast, ana)
    assert app.title[0].value == "Ana Silva"
    assert "ana\\.silva" not in words(app)
    assert "ana.silva@example.org · primary, verified 02 Mar 2026" in words(app)
    assert "Due for recertification since 19 Feb 2026, valid through 20 Apr 2026." in words(app)


def test_an_action_is_for_this_person_only(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.person("Bo Ek", date(2025, 4, 20))
    app = page_of(cast, ana)
    row = scene.rows("SELECT learner_id FROM learner WHERE person_id = $p", p=ana)[0][0]
    app.session_state["action.open"] = (f"person.{row}", "recertify")
    app.run()
    press(app, "Recertify 1 person")
    assert scene.rows("SELECT person_id FROM assignment") == [(ana,)]
    assert "Assigned 2 Mar 2026, due 1 Apr 2026." in words(app)


def test_staff_say_where_somebody_works_and_read_it_as_it_is_kept(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    app = page_of(cast, ana)
    assert "No department, location or manager is on record." in words(app)
    app.text_input(key=f"unit.{ana}.department").set_value("Wards")
    app.text_input(key=f"unit.{ana}.manager").set_value("Nora Lind <NORA@harbour.example.org>")
    press(app, "Save unit")
    assert "Where they work is changed." in words(app)
    assert "Department: Wards · Manager: nora@harbour.example.org" in words(app)
    assert app.text_input(key=f"unit.{ana}.manager").value == "nora@harbour.example.org"
    press(app, "Save unit")
    assert "Nothing was changed: that is on record already." in words(app)


@pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 30, "١"])
def test_an_address_of_nobody_says_so(cast: Cast, asked: str) -> None:
    assert "There is no person 0 here." in words(page_of(cast, asked))
