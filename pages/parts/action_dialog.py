"""The one dialog of all list actions: what is asked for, what would happen to whom, and the one confirmation."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.errors import PlanStale, Refusal
from core.model import PlanHash
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.acting import Done
from core.services.recertification.selection import Wanted
from pages.parts import action_asks, action_preview, guard, notices, words
from pages.parts.action_kinds import KINDS, Kind

OPEN, STALE = "action.open", "action.stale"
Cleared = Callable[[], None]


def open_dialog(scope: str, key: str) -> None:
    """Callback: open the dialog of an action where `scope` is drawn: a list, or one row of somebody's page."""
    action_asks.forget()
    st.session_state[OPEN] = (scope, key)
    st.session_state[STALE] = None


def close() -> None:
    """Callback: close whatever action is open."""
    st.session_state[OPEN] = None


def opened(scope: str) -> Kind | None:
    """Return the action whose dialog is open in a scope."""
    where, key = st.session_state.get(OPEN) or ("", "")
    return KINDS.get(key) if where == scope else None


def draw(desk: Desk, scope: str, wanted: Wanted, cleared: Cleared) -> None:
    """Draw the dialog that is open in a scope, for this selection. `cleared` is called once it was carried out."""
    if kind := opened(scope):
        st.dialog(kind.title, width="large", on_dismiss=close)(_body)(desk, scope, kind, wanted, cleared)


def _body(desk: Desk, scope: str, kind: Kind, wanted: Wanted, cleared: Cleared) -> None:
    if opened(scope) != kind:
        st.rerun()
    st.text(kind.say)
    kind.ask(desk, wanted)
    action = kind.made()
    if action is None:
        st.caption("Fill this in, and what would happen to whom is shown here.")
        return
    try:
        shown = acting.preview(desk, action, wanted)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    if stale := st.session_state.get(STALE):
        st.text(stale)
    action_preview.draw(shown, kind)
    key = f"action.{kind.key}.confirm"  # one button, one look: once it were gone, Escape would reach nothing
    if many := next(iter(shown.plan.will.values()), 0):
        st.button(
            kind.verb(words.count(many, "person", "people")),
            type="primary",
            key=key,
            on_click=guard.act,
            args=(confirm, kind, wanted, shown.hash, cleared),
        )
    else:
        st.button("Close", type="primary", key=key, on_click=leave)


def leave() -> None:
    """Callback: close; why nothing was done stays readable."""
    if stale := st.session_state.get(STALE):
        notices.say(stale, "refused")
    close()


def confirm(desk: Desk, kind: Kind, wanted: Wanted, plan: PlanHash, cleared: Cleared) -> None:
    """Callback: carry the confirmed plan out, once. Where the records moved, the dialog shows what it would do now."""
    action = kind.made()
    if action is None:
        return
    try:
        done = acting.confirm(desk, action, wanted, plan)
    except PlanStale as stale:
        st.session_state[STALE] = stale.say
        return
    notices.say(_said(kind, done))
    cleared()
    close()


def _said(kind: Kind, done: Done) -> str:
    again = " was done before; nothing was done twice" if done.already else ""
    left = f" {words.count(len(done.refused), 'person', 'people')} left out." if done.refused else ""
    return f"{kind.title}{again}: {action_preview.counts(done.counts)}.{left} It can be undone under Recent actions."
