"""Who is who on the screens: the row that suggests somebody, the staff's list, a person's addresses and a merge."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.cast import Cast, Person
from tests.pages.test_learners_page import press
from tests.pages.test_person_page import page_of
from tests.pages.test_shell import open_app, words
from tests.services.renewing import renewal
from tests.services.scenes import harbour_scene
from tests.services.telling_who import ANA, SLIP, Telling, telling

pytestmark = pytest.mark.usefixtures("home")


def workshop_page(told: Telling, who: Person) -> AppTest:
    """Open the dialog of the row that suggests somebody, as its button does."""
    app = open_app(told.scene.cast, who)
    app.query_params["id"] = str(told.workshop)
    app.switch_page("workshop.py").run()
    assert not app.exception
    app.session_state["roster.dialog"] = ("same", told.row().standing.standing_id)
    return app.run()


def queue(cast: Cast, state: str = "Open") -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page("queue.py").run()
    app.session_state["queue.state"] = state
    app.run()
    assert not app.exception
    return app


def test_staff_link_a_row_from_its_dialog_and_undo_it_from_their_list(cast: Cast) -> None:
    told = telling(harbour_scene(cast))
    app = workshop_page(told, cast.olga)
    assert "Evidence: near address." in words(app)
    press(app, "This is the same person")
    assert "Linked. The row was classified again." in words(app)
    assert told.owner(SLIP) == told.scene.person_of(ANA)
    app = queue(cast, "Linked")
    assert f"Olga Berg says that this is the same person as {SLIP}." in words(app)
    press(app, "Undo the link")
    assert told.owner(SLIP) is None


def test_an_instructor_proposes_and_staff_confirm(cast: Cast) -> None:
    told = telling(harbour_scene(cast))
    app = workshop_page(told, cast.andrea)
    assert ANA not in words(app)
    press(app, "This is the same person")
    assert "name, domain agree" in words(app)
    app = queue(cast)
    assert f"Andrea Steele says that this is the same person as {SLIP}. Evidence: near address" in words(app)
    assert "name, domain agree" in words(app)
    press(app, "Same person")
    assert told.owner(SLIP) == told.scene.person_of(ANA)


def test_addresses_are_added_and_changed_on_the_persons_page(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    app = page_of(cast, ana)
    app.text_input(key=f"address.{ana}.new").set_value("ana@home.example.net")
    press(app, "Add")
    assert "ana@home.example.net · alternate, not verified" in words(app)
    app.selectbox(key=f"address.{ana}.which").set_value("ana@home.example.net").run()
    press(app, "Make primary")
    assert "ana@home.example.net · primary, not verified" in words(app)
    app.selectbox(key=f"address.{ana}.which").set_value("ana@home.example.net").run()
    press(app, "Remove")
    assert "ana@home.example.net ·" not in words(app)
    assert "ana.silva@example.org · primary" in words(app)


def test_two_people_are_merged_from_one_page_and_undone_under_recent_actions(cast: Cast) -> None:
    scene = renewal(cast)
    ana, other = scene.person("Ana Silva", date(2025, 4, 20)), scene.person("Ana Souza", date(2024, 4, 20), "FA")
    app = page_of(cast, ana)
    press(app, "Merge…")
    app.text_input(key="merge.other").set_value("nobody@example.org").run()
    assert "There is no person nobody@example.org here." in words(app)
    app.text_input(key="merge.other").set_value("ana.souza@example.org").run()
    press(app, "Merge 2 people into Ana Silva")
    assert "Merged: 1 record and 1 address changed hands." in words(app)
    assert "ana.souza@example.org · alternate" in words(app)
    assert scene.rows("SELECT count(*) FROM completion WHERE person_id = $p", p=other) == [(0,)]
