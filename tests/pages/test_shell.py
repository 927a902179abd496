"""The shell and its pages as Streamlit runs them: who is here decides what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.house import House
from core.rules.tokens import fingerprint
from core.services import sessions
from tests.cast import Cast, Person, in_both

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


def open_app(cast: Cast, person: Person) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=10)
    app.user = {"email": person.address, "sid": fingerprint(cast.cookie_of(person))}
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(str(one.value) for one in [*app.text, *app.title, *app.caption, *app.sidebar.text])


@pytest.mark.usefixtures("home")
def test_everybody_finds_home_and_the_side_bar_names_organisation_person_and_role(cast: Cast) -> None:
    for person in (cast.olga, cast.andrea, cast.ravi, cast.mei, cast.nils):
        app = open_app(cast, person)
        assert not app.exception
        assert app.title[0].value == "Home"
        assert app.sidebar.text[0].value == person.org.name
        assert person.name in app.sidebar.caption[0].value
        assert str(person.role) in app.sidebar.caption[0].value


@pytest.mark.usefixtures("home")
def test_a_page_of_another_role_says_whose_it_is_and_shows_nothing(cast: Cast) -> None:
    for page in ("organisation.py", "activity.py"):
        app = open_app(cast, cast.andrea)
        with pytest.raises(ValueError, match="page"):
            app.switch_page(page)
        staff = open_app(cast, cast.olga)
        staff.switch_page(page).run()
        assert not staff.exception


def test_a_session_that_ended_elsewhere_shows_the_sentence_and_nothing_of_the_organisation(
    cast: Cast, home: House
) -> None:
    app = open_app(cast, cast.olga)
    sessions.sign_out(cast.db, app.user["sid"], cast.now, everywhere=True)
    app.run()
    assert not app.exception
    assert "You are signed out" in words(app)
    assert "Harbour" not in words(app)
    assert home.db is cast.db


@pytest.mark.usefixtures("home")
def test_nobody_without_a_session_of_this_store_sees_anything(cast: Cast) -> None:
    for user in ({}, {"email": cast.olga.address}, {"email": cast.olga.address, "sid": "0" * 64}):
        app = AppTest.from_file(SHELL, default_timeout=10)
        app.user = user
        app.run()
        assert "You are signed out" in words(app)
        assert not app.title


@pytest.mark.usefixtures("home")
def test_somebody_of_two_organisations_changes_over_in_the_side_bar(cast: Cast) -> None:
    in_both(cast, cast.olga)
    app = open_app(cast, cast.olga)
    app.sidebar.selectbox[0].set_value("north").run()
    assert app.sidebar.text[0].value == "Northern Vet Board"
    assert "holder" in app.sidebar.caption[0].value
