"""The editor of mail texts: subject, body, what may stand in braces, and the mail as its reader would see it."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.services import mail_texts
from core.services.desk import Desk
from core.services.mail_texts import TextCard
from pages.parts import guard, notices


def _keys(card: TextCard) -> tuple[str, str]:
    """Return the keys of the two fields; another saved version has others, so that it is shown."""
    version = f"{card.kind}.{card.changed_at}"
    return f"mail_text.subject.{version}", f"mail_text.body.{version}"


def save(desk: Desk, card: TextCard) -> None:
    """Callback: put what stands in the fields into use."""
    subject, body = (str(st.session_state.get(key, "")) for key in _keys(card))
    mail_texts.save(desk, card.kind, subject, body)
    notices.say(f"“{card.title}” is worded anew; mails that leave from now on use it.")


def reset(desk: Desk, card: TextCard) -> None:
    """Callback: go back to the default text."""
    mail_texts.reset(desk, card.kind)
    for key in _keys(card):
        st.session_state.pop(key, None)
    notices.say(f"“{card.title}” has its default text again.")


def draw(desk: Desk) -> None:
    """Draw the choice of a text, its fields, and the preview with sample values."""
    cards = {card.kind: card for card in mail_texts.list_texts(desk)}
    kind = st.selectbox("Text", list(cards), format_func=lambda one: cards[one].title, key="mail_text.kind")
    card = cards[kind]
    st.caption(card.leaves)
    editor, shown = st.columns(2, gap="large")
    subject_key, body_key = _keys(card)
    with editor:
        subject = st.text_input("Subject", card.subject, key=subject_key, max_chars=150)
        body = st.text_area("Text", card.body, key=body_key, height=320, max_chars=5000)
        st.text(f"May stand in the text: {' '.join('{' + name + '}' for name in card.placeholders)}")
        if card.changed_by and card.changed_at:
            st.text(f"Worded by {card.changed_by}, {card.changed_at.day} {card.changed_at:%b %Y}")
        with st.container(horizontal=True):
            st.button("Save text", type="primary", on_click=guard.act, args=(save, card), key="mail_text.save")
            st.button(
                "Use the default text",
                on_click=guard.act,
                args=(reset, card),
                disabled=card.changed_by is None,
                key="mail_text.reset",
            )
    with shown:
        _preview(desk, card, subject, body)


def _preview(desk: Desk, card: TextCard, subject: str, body: str) -> None:
    st.text("With sample values")
    with st.container(border=True):
        try:
            mail = mail_texts.preview(desk, card.kind, subject, body)
        except Refusal as refusal:
            st.text(refusal.say)
        else:
            st.text(f"{mail.subject}\n\n{mail.text}")
