"""How a list of pairs was read, and reading it differently."""

from __future__ import annotations

import streamlit as st

from core.services.credits import entering
from core.services.credits.entering import DraftList
from core.services.desk import Desk
from core.services.roster_files import ENCODINGS, Overrule
from pages.parts import guard, pair_ticks
from pages.parts.roster_upload import AUTO, DELIMITERS

FIELDS = ("ceulid", "email", "hours", "attended_on")


def draw(desk: Desk, waiting: DraftList) -> None:
    """Draw what was detected, and the choices that overrule it. Nothing for pairs that were typed."""
    detected = waiting.detected
    if not detected:
        return
    columns = ", ".join(f"{title} is {name.replace('_', ' ')}" for name, title in detected["columns"].items())
    unused = f" Not used: {', '.join(detected['ignored'])}." if detected["ignored"] else ""
    head = f"header in line {detected['header_line']}" if detected["header_line"] else "no header"
    key = f"pairs.overrule.{waiting.draft}"
    with st.expander("How it was read", key=f"{key}.open", on_change="rerun") as part:
        if not part.open:
            return
        st.text(f"Read as {detected['encoding'] or 'a sheet'}, {head}. Columns: {columns or 'id and address'}.{unused}")
        left, middle, right = st.columns(3)
        left.selectbox("Encoding", [AUTO, *ENCODINGS], key=f"{key}.encoding")
        middle.selectbox("Columns are separated by", list(DELIMITERS), key=f"{key}.delimiter")
        right.number_input("Header line, 0 as detected", 0, 1000, 0, key=f"{key}.header")
        headings = [AUTO, *(str(one) for one in detected["header"])]
        for column, name in zip(st.columns(len(FIELDS)), FIELDS, strict=True):
            column.selectbox(name.replace("_", " ").capitalize(), headings, key=f"{key}.{name}")
        st.button("Read again", on_click=guard.act, args=(again, waiting, key), key=f"{key}.again")


def again(desk: Desk, waiting: DraftList, key: str) -> None:
    """Callback: read the list as the choices say."""
    state = st.session_state
    chosen = {name: state.get(f"{key}.{name}", AUTO) for name in FIELDS}
    named = {name: heading for name, heading in chosen.items() if heading != AUTO}
    encoding = state.get(f"{key}.encoding", AUTO)
    overrule = Overrule(
        encoding=None if encoding == AUTO else encoding,
        delimiter=DELIMITERS[state.get(f"{key}.delimiter", AUTO)],
        header_line=state.get(f"{key}.header") or None,
        columns={**waiting.detected["columns"], **named} if named else None,
    )
    entering.read_again(desk, waiting.draft, overrule)
    pair_ticks.corrected()
