"""The guard's one way to act, and the notices that tell what came of it."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.tokens import fingerprint
from core.services import sessions
from tests.cast import Cast


def script() -> None:
    """A page with four buttons: one act works, one is refused, one breaks, one asks as whom it acts."""
    import streamlit as st

    from core.errors import ReasonNeeded
    from core.services.desk import Desk
    from pages.parts import guard, notices

    def works(desk: Desk, number: int) -> int:
        return number + 1

    def is_refused(desk: Desk) -> None:
        raise ReasonNeeded

    def breaks(desk: Desk) -> None:
        raise ZeroDivisionError("a secret of the store")

    drawn = notices.draw()
    st.button("works", on_click=guard.act, args=(works, 41), kwargs={"done": lambda result: f"It is {result}."})
    st.button("is refused", on_click=guard.act, args=(is_refused,))
    st.button("breaks", on_click=guard.act, args=(breaks,))
    notices.forget(drawn)


@pytest.fixture
def app(cast: Cast, home: object) -> AppTest:
    made = AppTest.from_function(script)
    made.user = {"email": cast.olga.address, "sid": fingerprint(cast.cookie_of(cast.olga))}
    return made.run()


def press(app: AppTest, name: str) -> list[str]:
    next(button for button in app.button if button.label == name).click().run()
    assert not app.exception
    return [text.value for text in app.text]


def test_what_was_done_is_said_once(app: AppTest) -> None:
    assert press(app, "works") == ["It is 42."]
    app.run()
    assert not app.text


def test_a_refusal_says_its_sentence(app: AppTest) -> None:
    assert press(app, "is refused") == [
        "A sentence is needed here: whoever reads the record later must understand it. Write one."
    ]


def test_a_defect_shows_an_id_and_the_log_holds_what_it_was(app: AppTest, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "certdesk.pages"):
        (said,) = press(app, "breaks")
    assert "secret" not in said
    record = caplog.records[-1]
    assert str(record.args[0]) in said  # type: ignore[index]
    assert "a secret of the store" in str(record.exc_info)


def test_a_session_that_was_signed_out_does_nothing_and_says_so(app: AppTest, cast: Cast) -> None:
    sessions.sign_out(cast.db, app.user["sid"], cast.now)
    (said,) = press(app, "works")
    assert "You are signed out" in said


def test_the_same_sentence_twice_is_said_once_and_one_that_came_while_drawing_waits() -> None:
    def storm() -> None:
        import streamlit as st

        from pages.parts import notices

        if "begun" not in st.session_state:
            st.session_state["begun"] = True
            for sentence in ("12 issued.", "12 issued.", "3 refused."):
                notices.say(sentence)
        drawn = notices.draw()
        if drawn == 2:
            notices.say("One more.")
        notices.forget(drawn)

    app = AppTest.from_function(storm).run()
    assert [text.value for text in app.text] == ["12 issued.", "3 refused."]
    app.run()
    assert [text.value for text in app.text] == ["One more."]
