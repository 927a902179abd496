"""The bar under a list of pairs and its dialog: how many are posted, who gets which mail, the one confirmation."""

from __future__ import annotations

import streamlit as st

from core.errors import PlanStale
from core.model import PlanHash
from core.services import mail_texts
from core.services.credits import posting
from core.services.credits.classifying import Classified
from core.services.credits.entering import DraftList
from core.services.credits.posting import PostPreview
from core.services.desk import Desk
from core.services.recertification.acting import Done
from pages.parts import guard, notices, pair_ticks, words
from pages.parts.pair_words import CLASSES

OPEN, STALE = "pairs.posting", "pairs.stale"
KINDS = {"c": "credit_offered", "b1": "credit_connect", "b2": "credit_invitation"}
NAMED = 50
SHORT = 2_000  # pairs


def draw(desk: Desk, waiting: DraftList, whole: Classified) -> None:
    """Draw the bar, and the dialog when it is open. The mails of a long list are counted in the dialog only."""
    ticked = sum(whole.ticked.values())
    opened = st.session_state.get(OPEN) == waiting.draft
    shown = posting.preview(desk, waiting.draft) if opened or whole.total <= SHORT else None
    mails = f" · {words.count(sum(shown.mails.values()), 'mail')}" if shown else ""
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content"):
            st.text(f"{ticked:,} of {whole.total:,} selected{mails}")
        with st.container(horizontal=True, width="content"):
            st.button(
                "Post credits…",
                type="primary",
                disabled=not ticked,
                key="pairs.post",
                on_click=open_dialog,
                args=(waiting.draft,),
            )
    if opened and shown:
        _dialog(desk, waiting, shown)


def open_dialog(draft: int) -> None:
    """Callback: open the confirmation."""
    st.session_state[OPEN], st.session_state[STALE] = draft, None


def close() -> None:
    """Callback: close it."""
    st.session_state[OPEN] = None


@st.dialog("Post credits", width="medium", on_dismiss=close)
def _dialog(desk: Desk, waiting: DraftList, shown: PostPreview) -> None:
    if not st.session_state.get(OPEN):
        st.rerun()
    if stale := st.session_state.get(STALE):
        st.text(stale)
    named = [(cls, number) for cls, number in shown.by_class.items() if number]
    st.table(
        {
            "What happens": [CLASSES[str(cls)] for cls, _ in named],
            "Credits": [f"{number:,}" for _, number in named],
            "Mails": [f"{shown.mails[cls]:,}" for cls, _ in named],
        },
        border="horizontal",
    )
    st.text("Somebody with several credits gets one mail. Held mails can still be stopped, and the posting undone.")
    for cls, _ in named:
        _letter(desk, str(cls))
    _left_out(shown)
    mails = sum(shown.mails.values())
    st.button(
        f"Post {words.count(shown.credits, 'credit')} · {words.count(mails, 'mail')}",
        type="primary",
        disabled=not shown.credits,
        key="pairs.confirm",
        on_click=guard.act,
        args=(confirm, waiting.draft, shown.hash),
    )


def _letter(desk: Desk, cls: str) -> None:
    """Draw what people of a class read, filled with sample values."""
    card = next(one for one in mail_texts.list_texts(desk) if one.kind == KINDS[cls])
    with st.expander(f"{CLASSES[cls]}: what they read, with made-up values"):
        seen = mail_texts.preview(desk, card.kind, card.subject, card.body)
        st.text(seen.subject)
        st.text(seen.text)


def _left_out(shown: PostPreview) -> None:
    refused = shown.plan.refused
    if not refused:
        return
    with st.expander(f"{words.count(len(refused), 'pair')} left out"):
        for one in refused[:NAMED]:
            st.text(f"{one.who}: {one.say}")
        if len(refused) > NAMED:
            st.caption(f"The first {NAMED} of {len(refused):,} are named.")


def confirm(desk: Desk, draft: int, plan: PlanHash) -> None:
    """Callback: post what was shown, once. Where the records moved, the dialog shows what it would do now."""
    pair_ticks.fold(desk, draft)
    try:
        done = posting.confirm(desk, draft, plan)
    except PlanStale as stale:
        st.session_state[STALE] = stale.say
        return
    notices.say(_said(desk, done))
    pair_ticks.corrected()
    close()


def _said(desk: Desk, done: Done) -> str:
    if done.already:
        return "These credits were posted before; nothing was done twice."
    counts = done.counts
    parts = [
        f"{words.count(counts['credits'], 'credit')} posted",
        f"{counts['offered']:,} offered",
        f"{counts['archived']:,} kept until there is an account",
    ]
    left = f" {words.count(len(done.refused), 'pair')} left out." if done.refused else ""
    return f"{', '.join(parts)}.{left} It can be undone under Posted lately."
