"""One mail to be read, with what can still be done about it."""

from __future__ import annotations

import streamlit as st

from core.services import mails
from core.services.desk import Desk
from pages.parts import badges, guard, notices

DIALOG = "mails.dialog"
ACTS = {
    "stop": (mails.stop_mail, "The mail is stopped and never leaves."),
    "send": (mails.send_now, "The mail leaves within seconds."),
    "retry": (mails.retry, "The mail is tried again within seconds."),
}


def open_mail(mail: int) -> None:
    """Show a mail in this run and the next ones, until it is closed."""
    st.session_state[DIALOG] = mail


def draw(desk: Desk) -> None:
    """Draw the mail that was opened, if one is."""
    if mail := st.session_state.get(DIALOG):
        _dialog(desk, mail)


def close() -> None:
    """Callback: close the mail."""
    st.session_state[DIALOG] = None


def carry_out(desk: Desk, act: str, mail: int) -> None:
    """Callback: stop a mail, send it now, or try it again."""
    call, done = ACTS[act]
    call(desk, mail)
    notices.say(done)
    close()


@st.dialog("Mail", width="large", on_dismiss=close)
def _dialog(desk: Desk, mail: int) -> None:
    if st.session_state.get(DIALOG) != mail:
        st.rerun()
    shown = mails.mail_text(desk, mail)
    badges.badge(shown.line.state.capitalize())
    st.text(f"{shown.line.to_name} · {shown.line.to_address}\n{shown.line.fate}")
    with st.container(border=True):
        st.text(f"{shown.preview.subject}\n\n{shown.preview.text}")
    st.caption("Personal links are hidden here; only the recipient gets them.")
    with st.container(horizontal=True):
        if shown.line.can_stop:
            st.button("Send this mail now", on_click=guard.act, args=(carry_out, "send", mail))
            st.button("Stop this mail", type="primary", on_click=guard.act, args=(carry_out, "stop", mail))
        if shown.line.can_retry:
            st.button("Try this mail again", type="primary", on_click=guard.act, args=(carry_out, "retry", mail))
