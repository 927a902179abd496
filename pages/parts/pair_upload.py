"""A list of pairs: a file or pasted rows, with the template to fill in."""

from __future__ import annotations

import csv
import io

import streamlit as st

from core.services.credits import entering
from core.services.desk import Desk
from pages.parts import guard
from pages.parts.people_table import Column, people_table
from pages.parts.roster_upload import KINDS

GENERATION = "pairs.generation"


def draw(desk: Desk) -> None:
    """Draw the template and the ways in."""
    name, sample = entering.sample()
    rows = list(csv.DictReader(io.StringIO(sample.decode("utf-8-sig"))))
    columns = tuple(Column(heading, heading) for heading in rows[0])
    shown = [{"id": at, **row} for at, row in enumerate(rows)]
    st.text(
        "One row for each attendance. Only the id and the address are needed; without hours the whole course counts, "
        "without a day it is today. A list of id:address, one a line, is read too."
    )
    people_table(shown, columns, key="pairs.sample", ticked=(), caption="The template")
    st.download_button("Download the template", sample, name, "text/csv", on_click="ignore", key="pairs.template")
    key = f"pairs.{st.session_state.get(GENERATION, 0)}"
    file_side, text_side = st.columns(2)
    file_side.file_uploader(
        "File, up to 10 MB",
        KINDS,
        key=f"{key}.file",
        on_change=guard.act,
        args=(keep_file, f"{key}.file"),
        max_upload_size=10,
    )
    text_side.text_area("Or paste rows", key=f"{key}.text", placeholder="CEU-2026-014:olga.berg@example.org")
    text_side.button(
        "Read the pasted rows", type="primary", on_click=guard.act, args=(keep_text, f"{key}.text"), key="pairs.read"
    )


def keep_file(desk: Desk, key: str) -> None:
    """Callback: keep the uploaded file as the draft."""
    file = st.session_state.get(key)
    if file is not None:
        _renew()
        entering.keep_file(desk, file.getvalue(), file.name)


def keep_text(desk: Desk, key: str) -> None:
    """Callback: keep the pasted rows as the draft."""
    entering.keep_text(desk, str(st.session_state.get(key, "")))
    _renew()


def _renew() -> None:
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
