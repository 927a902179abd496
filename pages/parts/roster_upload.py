"""Upload of a roster: file or pasted text, what was detected, what can be overruled, every problem with its cure."""

from __future__ import annotations

import json

import streamlit as st

from core.errors import SameFileAgain
from core.model import WorkshopId
from core.services import roster_files
from core.services.desk import Desk
from core.services.roster_files import ENCODINGS, Applied, Draft, Overrule
from pages.parts import guard, layout, links, notices, words
from pages.parts.people_table import Column, people_table
from pages.parts.plain import plain

KINDS = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]
AUTO = "As detected"
DELIMITERS = {AUTO: None, "Comma": ",", "Semicolon": ";", "Tab": "\t", "Bar": "|"}
READ_COLUMNS = (
    Column("line", "Line", "number"),
    Column("first_name", "First"),
    Column("last_name", "Last"),
    Column("email", "E-mail"),
)
PROBLEM_COLUMNS = (
    Column("line", "Line", "number"),
    Column("column", "Column"),
    Column("value", "Value"),
    Column("say", "What is wrong", "lines"),
    Column("cure", "Cure", "lines"),
)


def draw(desk: Desk, workshop: WorkshopId, *, first: bool) -> None:
    """Draw the draft that waits, or the way in. `first`: nobody is on the roster yet."""
    waiting = roster_files.draft(desk, workshop)
    if waiting:
        _draft(workshop, waiting)
        return
    if first:
        layout.nothing_yet("Nobody is on the roster yet. Upload the list of who was there: CSV or Excel, any language.")
    key = f"upload.{workshop}.{st.session_state.get(f'upload.{workshop}.generation', 0)}"
    file_side, text_side = st.columns(2)
    file_side.file_uploader(
        "Roster file", KINDS, key=f"{key}.file", on_change=guard.act, args=(keep_file, workshop, f"{key}.file")
    )
    text_side.text_area(
        "Or paste rows, with a header line", key=f"{key}.text", placeholder="First name;Last name;E-mail"
    )
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.download_button("Sample file", roster_files.sample(), "roster-sample.csv", "text/csv", on_click="ignore")
        st.button("Read the pasted rows", on_click=guard.act, args=(keep_text, workshop, f"{key}.text"))


def keep_file(desk: Desk, workshop: WorkshopId, key: str) -> None:
    """Callback: keep the uploaded file as the draft."""
    file = st.session_state.get(key)
    if file is not None:
        _renew(workshop)
        roster_files.keep(desk, workshop, file.getvalue(), file.name)


def keep_text(desk: Desk, workshop: WorkshopId, key: str) -> None:
    """Callback: keep the pasted rows as the draft."""
    text = str(st.session_state.get(key, ""))
    roster_files.keep(desk, workshop, text.encode(), "pasted rows")
    _renew(workshop)


def _renew(workshop: WorkshopId) -> None:
    key = f"upload.{workshop}.generation"
    st.session_state[key] = st.session_state.get(key, 0) + 1


def _draft(workshop: WorkshopId, draft: Draft) -> None:
    detected = draft.detected
    st.subheader(plain(draft.name), anchor=False)
    st.text(
        f"{words.count(draft.people, 'person', 'people')}, {words.count(len(draft.problems), 'problem')}, "
        f"{words.count(draft.blank_lines, 'blank line')}. Read as {detected['encoding'] or 'a sheet'}, "
        f"header in line {detected['header_line']}."
    )
    found = ", ".join(f"{heading} is {field.replace('_', ' ')}" for field, heading in detected["columns"].items())
    ignored = f" Not used: {', '.join(detected['ignored'])}." if detected["ignored"] else ""
    st.text(f"Columns: {found}.{ignored}")
    rows = [{"id": row["line"], "selectable": False, **row} for row in draft.first_rows]
    people_table(rows, READ_COLUMNS, key=f"draft.{draft.upload_id}", ticked=(), caption="The first rows as read")
    _overrule(workshop, draft)
    problems(draft.problems, f"draft.{draft.upload_id}.problems")
    if draft.twin:
        st.text(f"This very file is already in {draft.twin.name}.")
        if draft.twin.workshop_id:
            links.same_tab("Open the first one", f"/workshop?id={draft.twin.workshop_id}")
    many = words.count(draft.people, "person", "people")
    with st.container(horizontal=True):
        st.button(
            f"Add {many} here all the same" if draft.twin else f"Put {many} on the roster",
            type="primary",
            disabled=not draft.people,
            on_click=guard.act,
            args=(put, workshop, draft.upload_id, draft.twin is not None),
        )
        st.button("Use another file", on_click=guard.act, args=(roster_files.discard, workshop))


def put(desk: Desk, workshop: WorkshopId, upload_id: int, anyway: bool) -> None:
    """Callback: put everybody of the draft on the roster."""
    try:
        notices.say(_said(roster_files.apply(desk, workshop, upload_id, anyway=anyway)))
    except SameFileAgain as twin:
        notices.say(twin.say, "note")


def _said(done: Applied) -> str:
    parts = [f"{words.count(done.added, 'person is', 'people are')} new on the roster"]
    if done.already:
        parts.append(f"{done.already:,} stood on it already")
    if done.problems:
        parts.append(f"{words.count(done.problems, 'problem waits', 'problems wait')} under Files")
    return "; ".join(parts) + "."


def _overrule(workshop: WorkshopId, draft: Draft) -> None:
    key = f"overrule.{draft.upload_id}"
    with st.expander("Read it differently"):
        left, middle, right = st.columns(3)
        left.selectbox("Encoding", [AUTO, *ENCODINGS], key=f"{key}.encoding")
        middle.selectbox("Columns are separated by", list(DELIMITERS), key=f"{key}.delimiter")
        right.number_input("Header line, 0 as detected", 0, 1000, 0, key=f"{key}.header")
        headings = [AUTO, *draft.detected["header"]]
        for column, field in zip(st.columns(3), ("first_name", "last_name", "email"), strict=True):
            column.selectbox(field.replace("_", " ").capitalize(), headings, key=f"{key}.{field}")
        st.button("Read again", on_click=guard.act, args=(read_again, workshop, key, draft.detected["columns"]))


def read_again(desk: Desk, workshop: WorkshopId, key: str, columns: dict[str, str]) -> None:
    """Callback: read the draft as the choices say."""
    said = {name: st.session_state.get(f"{key}.{name}") for name in ("encoding", "delimiter", "header")}
    fields = ("first_name", "last_name", "email")
    chosen = {field: st.session_state.get(f"{key}.{field}", AUTO) for field in fields}
    named = {field: heading for field, heading in chosen.items() if heading != AUTO}
    overrule = Overrule(
        encoding=None if said["encoding"] == AUTO else said["encoding"],
        delimiter=DELIMITERS[said["delimiter"] or AUTO],
        header_line=said["header"] or None,
        columns={**columns, **named} if named else None,
    )
    roster_files.read_again(desk, workshop, overrule)


def problems(found: str | list[dict[str, object]], key: str) -> None:
    """Draw every problem of a file: line, column, value, what is wrong, cure. Takes them or their stored JSON."""
    listed = json.loads(found) if isinstance(found, str) else found
    if not listed:
        return
    st.text(f"{words.count(len(listed), 'row needs', 'rows need')} a cure; everybody else is fine.")
    rows = [{"id": number, "selectable": False, **problem} for number, problem in enumerate(listed[:200])]
    people_table(rows, PROBLEM_COLUMNS, key=key, ticked=(), caption="Problems in the file")
    if len(listed) > len(rows):
        st.text(f"The first {len(rows)} are shown.")
