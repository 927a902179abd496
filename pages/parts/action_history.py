"""What was done to the lists lately, and undoing it: shown in three buckets, then confirmed."""

from __future__ import annotations

import streamlit as st

from core.errors import PlanStale, Refusal
from core.model import PlanHash
from core.services import recent_acts
from core.services.desk import Desk
from core.services.recent_acts import Act
from core.services.recertification import undo
from core.services.recertification.undo import UndoPreview
from pages.parts import action_preview, guard, notices, words
from pages.parts.action_dialog import OPEN, STALE, close
from pages.parts.action_kinds import KINDS
from pages.parts.people_table import Action, Column, people_table, taken_action

COUNTED_AS = {"merge": ("record", "records")}
TABLE, SCOPE = "history.table", "undo"
COLUMNS = (
    Column("what", "What", "lines"),
    Column("who", "By"),
    Column("when", "When"),
    Column("state", "State", "badge"),
)


def draw(desk: Desk) -> None:
    """Draw the newest list actions, and the dialog that undoes one."""
    if asked := taken_action(TABLE):
        st.session_state[OPEN], st.session_state[STALE] = (SCOPE, asked.id), None
    with st.expander("Recent actions", key="history", on_change="rerun") as part:
        if part.open:  # what is shut away is not asked for at every tick
            _list(recent_acts.recent(desk))
    if batch := _opened():
        st.dialog("Undo", width="large", on_dismiss=close)(_body)(desk, batch)


def _list(acts: list[Act]) -> None:
    if not acts:
        st.text("Nothing was done to these lists yet. What is done stands here, and can be undone.")
        return
    rows = [_row(one) for one in acts]
    caption = "What was done, newest first"
    people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("undo", "Undo…"),), caption=caption)


def _opened() -> int | None:
    """Return the batch whose undoing is open. One place holds what is open, so that never two dialogs are."""
    where, batch = st.session_state.get(OPEN) or ("", None)
    return batch if where == SCOPE else None


def _row(one: Act) -> dict[str, object]:
    title = KINDS[one.kind].title if one.kind in KINDS else one.kind.replace("_", " ").capitalize()
    return {
        "id": one.batch_id,
        "label": f"{title}, {one.made_at:%d %b %Y %H:%M}",
        "what": [title, action_preview.counts(one.counts)],
        "who": one.made_by,
        "when": f"{one.made_at.day} {one.made_at:%b %Y, %H:%M}",
        "state": "Undone" if one.undone_at else "Done",
        "actions": ["undo"] if one.can_undo else [],
    }


def _body(desk: Desk, batch: int) -> None:
    if _opened() != batch:
        st.rerun()
    try:
        shown = undo.preview(desk, batch)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    if stale := st.session_state.get(STALE):
        st.text(stale)
    _buckets(shown)
    many = shown.plan.will["reversed"]
    st.button(
        f"Undo for {words.count(many, *COUNTED_AS.get(shown.batch.kind, ('person', 'people')))}",
        type="primary",
        disabled=not many,
        key="history.confirm",
        on_click=guard.act,
        args=(take_back, batch, shown.hash),
    )


def _buckets(shown: UndoPreview) -> None:
    will = shown.plan.will
    st.text(f"{shown.batch.kind.replace('_', ' ').capitalize()} by {shown.batch.made_by}")
    st.table(
        {
            "What becomes of it": [
                "Reversed: as it was before",
                "Kept: touched since, such as begun or completed",
                "Impossible: mails that have left; each gets a correction",
            ],
            "How many": [f"{will[name]:,}" for name in ("reversed", "kept", "impossible")],
        },
        border="horizontal",
    )
    st.text("Mails that are still held are stopped and never leave.")
    for each in shown.plan.refused[: action_preview.NAMED]:
        st.text(f"– {each.say}")
    if len(shown.plan.refused) > action_preview.NAMED:
        st.caption(f"The first {action_preview.NAMED} of {len(shown.plan.refused):,} are named.")


def take_back(desk: Desk, batch: int, plan: PlanHash) -> None:
    """Callback: undo the batch exactly as previewed."""
    try:
        done = undo.confirm(desk, batch, plan)
    except PlanStale as stale:
        st.session_state[STALE] = stale.say
        return
    notices.say(f"Undone: {action_preview.counts(done.counts)}.")
    close()
