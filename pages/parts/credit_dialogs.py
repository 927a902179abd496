"""One credit: its whole history, and withdraw, send to another address, or revoke."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.services import ceu_words
from core.services.credits import managing
from core.services.credits.managing import Credit, History, Told
from core.services.desk import Desk
from pages.parts import credit_matches, credit_table, guard, notices
from pages.parts.people_table import Column, people_table, taken_action

OPEN = "credits.open"
COLUMNS = (
    Column("state", "State", "badge"),
    Column("why", "Why", "lines"),
    Column("who", "By"),
    Column("when", "When"),
)
ACTS = {"offered": ("withdraw", "readdress"), "archived": ("withdraw", "readdress"), "accepted": ("revoke",)}
VERBS = {"withdraw": "Withdraw 1 credit", "readdress": "Send it to this address", "revoke": "Revoke 1 credit"}
LABELS = {"withdraw": "Withdraw", "readdress": "Another address", "revoke": "Revoke"}
SAY = {
    "withdraw": "It is taken back, and its link opens nothing from then on.",
    "readdress": "The history is kept. The old link says that it went elsewhere, and gives nothing.",
    "revoke": "It was accepted, and counts no more from then on. Whoever has it is told why.",
}


def take() -> None:
    """Open the credit that a row's button asks for."""
    for key in (str(st.session_state.get(credit_table.TABLE, "")), credit_matches.TABLE):
        if asked := taken_action(key) if key else None:
            st.session_state[OPEN] = asked.id


def close() -> None:
    """Callback: close the dialog."""
    st.session_state[OPEN] = None


def draw(desk: Desk) -> None:
    """Draw the open credit, if there is one."""
    if credit := st.session_state.get(OPEN):
        _dialog(desk, credit)


@st.dialog("Credit", width="large", on_dismiss=close)
def _dialog(desk: Desk, credit: int) -> None:
    if not st.session_state.get(OPEN):
        st.rerun()
    try:
        shown = managing.show(desk, credit)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    newest = shown.newest
    st.text(f"{newest.title} · {newest.ceulid} · {ceu_words.hours(newest.hours_hundredths)}, {newest.attended_on}")
    if newest.note:
        st.text(newest.note)
    _history(desk, shown)
    _acts(desk, newest)


def _history(desk: Desk, shown: History) -> None:
    for told in shown.chain:
        st.text(told.credit.address)
        key = f"credits.steps.{told.credit.credit_id}.{len(told.steps)}.{len(told.mails)}"
        people_table(_rows(desk, told), COLUMNS, key=key, ticked=(), caption=f"History of {told.credit.address}")


def _rows(desk: Desk, told: Told) -> list[dict[str, object]]:
    """Return what happened to one credit: posted, its steps, its mails, in the order of time."""
    one = told.credit
    first = "offered" if one.posted_as in ("c", "b1") else "archived"
    found = [(one.made_at, credit_table.state_word(first), "Posted.", one.made_by)]
    found += [(each.made_at, credit_table.state_word(each.state), each.reason, each.made_by) for each in told.steps]
    found += [
        (each.made_at, each.state.capitalize(), f"Mail: {each.kind.replace('_', ' ')}.", "") for each in told.mails
    ]
    return [
        {"id": at, "state": state, "why": why, "who": who, "when": f"{desk.local(when):%-d %b %Y, %H:%M}"}
        for at, (when, state, why, who) in enumerate(sorted(found, key=lambda row: row[0]))
    ]


def _acts(desk: Desk, newest: Credit) -> None:
    acts = ACTS.get(newest.state, ())
    if not acts:
        return
    key = f"credits.act.{newest.credit_id}"
    act = acts[0]
    if len(acts) > 1:
        act = (
            st.segmented_control(
                "What to do", acts, default=acts[0], format_func=LABELS.__getitem__, key=f"{key}.what", required=True
            )
            or acts[0]
        )
    st.caption(SAY[act])
    if act == "readdress":
        st.text_input("The right address", key=f"{key}.address", max_chars=254, placeholder="name@example.org")
    reason = "Reason, optional" if act == "readdress" else "Reason, as whoever has it reads it"
    st.text_input(reason, key=f"{key}.reason", max_chars=1000)
    st.button(
        VERBS[act], type="primary", key=f"{key}.do", on_click=guard.act, args=(carry_out, act, newest.credit_id, key)
    )


def carry_out(desk: Desk, act: str, credit: int, key: str) -> None:
    """Callback: do it."""
    reason = str(st.session_state.get(f"{key}.reason") or "")
    if act == "readdress":
        address = str(st.session_state.get(f"{key}.address") or "")
        managing.readdress(desk, credit, address, reason)
        notices.say("1 credit went to the other address. The old link gives nothing any more.")
    elif act == "revoke":
        managing.revoke(desk, credit, reason)
        notices.say("1 credit is revoked.")
    else:
        managing.withdraw(desk, credit, reason)
        notices.say("1 credit is withdrawn.")
    close()
