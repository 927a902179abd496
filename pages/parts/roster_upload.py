"""Upload of a roster: file or pasted text, what was detected, what can be overruled, every problem with its cure."""

from __future__ import annotations

import json

import streamlit as st

from core.errors import Refusal, SameFileAgain
from core.model import WorkshopId
from core.services import rosters
from core.services.desk import Desk
from core.services.rosters import ENCODINGS, Overrule, Uploaded
from pages.parts import guard, layout, links, notices
from pages.parts.people_table import Column, people_table

AUTO = "As detected"
DELIMITERS = {AUTO: None, "Comma": ",", "Semicolon": ";", "Tab": "\t", "Bar": "|"}
PROBLEM_COLUMNS = (
    Column("line", "Line", "number"),
    Column("column", "Column"),
    Column("value", "Value"),
    Column("say", "What is wrong"),
    Column("cure", "Cure"),
)


def draw(desk: Desk, workshop: WorkshopId, *, first: bool) -> None:
    """Draw the way in. `first`: nobody is on the roster yet."""
    generation = st.session_state.get(f"upload.{workshop}.generation", 0)
    if first:
        layout.nothing_yet("Nobody is on the roster yet. Upload the list of who was there: CSV or Excel, any language.")
    file_side, text_side = st.columns(2)
    file = file_side.file_uploader(
        "Roster file", ["csv", "txt", "tsv", "xlsx", "xls", "ods"], key=f"upload.{workshop}.{generation}.file"
    )
    pasted = text_side.text_area(
        "Or paste rows here, with a header line",
        key=f"upload.{workshop}.{generation}.text",
        placeholder="First name;Last name;E-mail",
        height=120,
    )
    st.download_button(
        "Sample file",
        rosters.sample(),
        "roster-sample.csv",
        "text/csv",
        on_click="ignore",
        key=f"sample.{workshop}",
    )
    content, name = (file.getvalue(), file.name) if file else (pasted.encode(), "pasted text")
    if not content.strip():
        return
    _preview(desk, workshop, content, name)


def _preview(desk: Desk, workshop: WorkshopId, content: bytes, name: str) -> None:
    overrule = _overrule(workshop)
    try:
        found = rosters.read(content, name, overrule)
    except Refusal as refusal:
        st.error("This file cannot be read as a roster.")
        st.text(refusal.say)
        return
    detected = found.detected
    ignored = f" Not used: {', '.join(detected.ignored)}." if detected.ignored else ""
    st.text(
        f"{len(found.rows):,} people read as {detected.encoding}, header in line {detected.header_line}; "
        f"{len(found.problems):,} problems, {found.blank_lines:,} blank lines.{ignored}"
    )
    _columns_found(detected.columns)
    problems(found.problems, f"upload.{workshop}.problems")
    twin = st.session_state.get(f"upload.{workshop}.twin")
    if twin:
        st.text(twin[1])
        if twin[0]:
            links.same_tab("Open the first one", f"/workshop?id={twin[0]}")
    st.button(
        "Add it here all the same" if twin else f"Put {len(found.rows):,} people on the roster",
        type="primary",
        disabled=not found.rows,
        on_click=guard.act,
        args=(put, workshop, content, name, overrule),
        kwargs={"anyway": bool(twin)},
        key=f"upload.{workshop}.put",
    )


def put(
    desk: Desk, workshop: WorkshopId, content: bytes, name: str, overrule: Overrule | None, *, anyway: bool
) -> None:
    """Callback: put everybody in the file on the roster."""
    state = st.session_state
    try:
        done = rosters.upload(desk, workshop, content, name, overrule, anyway=anyway)
    except SameFileAgain as twin:
        state[f"upload.{workshop}.twin"] = (twin.workshop, twin.say)
        return
    state.pop(f"upload.{workshop}.twin", None)
    state[f"upload.{workshop}.generation"] = state.get(f"upload.{workshop}.generation", 0) + 1
    state[f"upload.{workshop}.open"] = False
    notices.say(_said(done))


def _said(done: Uploaded) -> str:
    parts = [f"{done.added:,} people are on the roster"]
    if done.already:
        parts.append(f"{done.already:,} were on it already")
    if done.problems:
        parts.append(f"{done.problems:,} problems wait under Files")
    return "; ".join(parts) + "."


def _overrule(workshop: WorkshopId) -> Overrule | None:
    with st.expander("Read it differently"):
        encoding = st.selectbox("Encoding", [AUTO, *ENCODINGS], key=f"upload.{workshop}.encoding")
        delimiter = st.selectbox("Columns are separated by", list(DELIMITERS), key=f"upload.{workshop}.delimiter")
        header = st.number_input("Header is in line (0: as detected)", 0, 1000, 0, key=f"upload.{workshop}.header")
    if (encoding, delimiter, header) == (AUTO, AUTO, 0):
        return None
    return Overrule(
        encoding=None if encoding == AUTO else encoding,
        delimiter=DELIMITERS[delimiter],
        header_line=int(header) or None,
    )


def _columns_found(columns: dict[str, str]) -> None:
    words = ", ".join(f"{heading} is {field.replace('_', ' ')}" for field, heading in columns.items())
    st.text(f"Columns: {words}.")


def problems(found: object, key: str) -> None:
    """Draw every problem of a file: line, column, value, what is wrong, cure. Takes problems or their stored JSON."""
    listed = json.loads(found) if isinstance(found, str) else [problem.as_json() for problem in found]  # type: ignore[attr-defined]
    if not listed:
        return
    rows = [{"id": number, "selectable": False, **problem} for number, problem in enumerate(listed[:500])]
    st.text(f"{len(listed):,} rows need a cure; everybody else is fine." if listed else "")
    people_table(rows, PROBLEM_COLUMNS, key=key, ticked=(), caption="Problems in the file")
