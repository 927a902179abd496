"""The page Mails: staff see each mail's fate, stop, send, try again, and word their texts."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.services import mail_texts, mails
from core.services.mails import MailFilter
from pages.parts import mail_dialog
from tests.cast import Cast
from tests.pages.test_shell import open_app, words
from tests.services.test_mails import failed, notice, state

pytestmark = pytest.mark.usefixtures("home")


def mails_page(cast: Cast) -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page("mails.py").run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def opened(app: AppTest, mail: int) -> AppTest:
    app.session_state[mail_dialog.DIALOG] = mail
    app.run()
    assert not app.exception
    return app


def test_an_empty_outbox_says_what_will_stand_here(cast: Cast) -> None:
    assert "No mail yet" in words(mails_page(cast))


def test_counts_say_how_much_is_in_each_state(cast: Cast) -> None:
    failed(cast, "b")
    notice(cast, "a", held=True)
    assert "1 held · 1 failed" in words(mails_page(cast))


def test_a_held_mail_is_read_and_stopped(cast: Cast) -> None:
    held = notice(cast, "a", held=True)
    app = opened(mails_page(cast), held)
    assert "/claim/…" in words(app)
    press(app, "Stop this mail")
    assert state(cast, held) == "cancelled"
    assert "never leaves" in words(app)


def test_a_failed_mail_is_tried_again(cast: Cast) -> None:
    refused = failed(cast, "a")
    press(opened(mails_page(cast), refused), "Try this mail again")
    assert state(cast, refused) == "queued"


def test_many_mails_are_turned_page_by_page(cast: Cast) -> None:
    for number in range(30):
        notice(cast, f"offered:1:{number}")
    app = mails_page(cast)
    assert "1–25 of 30" in words(app)
    assert "26–30 of 30" in words(press(app, "Older"))
    assert "1–25 of 30" in words(press(app, "Newer"))


def test_a_text_is_previewed_refused_saved_and_reset(cast: Cast) -> None:
    app = mails_page(cast)
    app.session_state["mails.part"] = "Texts"
    app.run()
    app.text_area[0].set_value("Hello {nmae}").run()
    assert "{nmae} is unknown here" in words(app)
    app.text_area[0].set_value("Dear {name}\n\n{link}").run()
    assert "Dear Mei Tanaka" in words(app)
    press(app, "Save text")
    desk = cast.desk_of(cast.olga)
    assert mail_texts.list_texts(desk)[0].body == "Dear {name}\n\n{link}\n"
    press(app, "Use the default text")
    assert mail_texts.list_texts(desk)[0].changed_by is None


def test_another_organisations_staff_see_none_of_it(cast: Cast) -> None:
    notice(cast, "a")
    assert mails.list_mails(cast.desk_of(cast.nils), MailFilter()).lines == []
    app = open_app(cast, cast.nils)
    app.switch_page("mails.py").run()
    assert "Mei" not in words(app)
