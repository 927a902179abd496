"""What was posted lately, and undoing it: shown in three buckets, then confirmed."""

from __future__ import annotations

import streamlit as st

from core.errors import PlanStale, Refusal
from core.model import PlanHash
from core.services import recent_acts
from core.services.desk import Desk
from core.services.recent_acts import Act
from core.services.recertification import undo
from pages.parts import guard, notices, words
from pages.parts.people_table import Action, Column, people_table, taken_action

TABLE, OPEN, STALE = "ceu.history", "ceu.undo", "ceu.undo.stale"
COLUMNS = (
    Column("what", "Posted", "lines"),
    Column("who", "By"),
    Column("when", "When"),
    Column("state", "State", "badge"),
)
BUCKETS = {
    "reversed": "Withdrawn: nobody has answered yet",
    "kept": "Kept: answered, or taken back since",
    "impossible": "Impossible: mails that have left; each gets a correction",
}
NAMED = 50


def draw(desk: Desk) -> None:
    """Draw the newest postings, and the dialog that undoes one."""
    if asked := taken_action(TABLE):
        st.session_state[OPEN], st.session_state[STALE] = asked.id, None
    acts = recent_acts.postings(desk)
    if acts:
        st.subheader("Posted lately", anchor=False)
        rows = [_row(one) for one in acts]
        people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("undo", "Undo…"),), caption="Posted lately")
    if batch := st.session_state.get(OPEN):
        _dialog(desk, batch)


def _row(one: Act) -> dict[str, object]:
    counts = one.counts
    return {
        "id": one.batch_id,
        "label": f"{counts.get('credits', 0):,} credits of {one.made_at:%d %b %Y %H:%M}",
        "what": [
            words.count(counts.get("credits", 0), "credit"),
            f"{counts.get('offered', 0):,} offered · {counts.get('archived', 0):,} kept until there is an account",
        ],
        "who": one.made_by,
        "when": f"{one.made_at.day} {one.made_at:%b %Y, %H:%M}",
        "state": "Undone" if one.undone_at else "Done",
        "actions": ["undo"] if one.can_undo else [],
    }


def close() -> None:
    """Callback: close the dialog."""
    st.session_state[OPEN] = None


@st.dialog("Undo a posting", width="large", on_dismiss=close)
def _dialog(desk: Desk, batch: int) -> None:
    if not st.session_state.get(OPEN):
        st.rerun()
    try:
        shown = undo.preview(desk, batch)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    if stale := st.session_state.get(STALE):
        st.text(stale)
    will = shown.plan.will
    st.table(
        {"What becomes of it": [*BUCKETS.values()], "How many": [f"{will[name]:,}" for name in BUCKETS]},
        border="horizontal",
    )
    if shown.plan.refused:
        with st.expander("Who is kept or was told already"):
            for one in shown.plan.refused[:NAMED]:
                st.text(one.say)
            if len(shown.plan.refused) > NAMED:
                st.caption(f"The first {NAMED} of {len(shown.plan.refused):,} are named.")
    st.button(
        f"Withdraw {words.count(will['reversed'], 'credit')}",
        type="primary",
        disabled=not will["reversed"],
        key="ceu.undo.confirm",
        on_click=guard.act,
        args=(take_back, batch, shown.hash),
    )


def take_back(desk: Desk, batch: int, plan: PlanHash) -> None:
    """Callback: undo the posting as it was shown."""
    try:
        done = undo.confirm(desk, batch, plan)
    except PlanStale as stale:
        st.session_state[STALE] = stale.say
        return
    counts = done.counts
    notices.say(
        f"{words.count(counts['reversed'], 'credit')} withdrawn, {counts['kept']:,} kept, "
        f"{words.count(counts['impossible'], 'correction')} sent."
    )
    close()
