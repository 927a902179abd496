"""Imports: people, completions, certificates, courses and CEU courses, previewed before anything is written."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import import_page
from core.services.desk import Desk
from pages.parts import guard, import_draft, layout
from pages.parts.import_draft import KIND_WORDS, said_counts
from pages.parts.people_table import Column, people_table

FILES = ["csv", "txt", "tsv", "xlsx", "xls", "ods", "toml"]
ABOUT = {
    "people": "Names, addresses and numbers. Each person becomes a holder of the organisation.",
    "completions": "Who finished which course when. An unknown address makes a new person.",
    "certificates": "What was certified before. A missing end follows from the course's rule.",
    "courses": "Courses, prerequisites and prices, as a TOML file.",
    "ceu-courses": "What is approved for continuing education, from when until when, and what succeeds it.",
}
COLUMNS = (
    Column("when", "When"),
    Column("kind", "Kind"),
    Column("file", "File"),
    Column("did", "Outcome"),
    Column("by", "By"),
)


def _key(name: str) -> str:
    """Return the key of a widget of the way in; after a file was taken, the next one is empty."""
    return f"imports.{st.session_state.get('imports.generation', 0)}.{name}"


def _renew() -> None:
    st.session_state["imports.generation"] = st.session_state.get("imports.generation", 0) + 1


def keep_file(desk: Desk, key: str) -> None:
    """Callback: keep the uploaded file as the draft."""
    file = st.session_state.get(key)
    if file is not None:
        kind = st.session_state.get("imports.kind") or "people"
        _renew()
        import_page.keep(desk, kind, file.getvalue(), file.name)


def keep_text(desk: Desk, key: str) -> None:
    """Callback: keep the pasted rows as the draft."""
    text = str(st.session_state.get(key, ""))
    import_page.keep(desk, st.session_state.get("imports.kind") or "people", text.encode(), "pasted rows")
    _renew()


def way_in() -> None:
    """Draw the choice of what comes in, the file and the paste field."""
    kind = st.segmented_control(
        "What comes in",
        import_page.KINDS,
        default="people",
        format_func=lambda one: KIND_WORDS[one],
        key="imports.kind",
        required=True,
    )
    st.text(ABOUT[kind or "people"])
    file_side, text_side = st.columns(2)
    file, text = _key("file"), _key("text")
    file_side.file_uploader(
        "File, up to 10 MB", FILES, key=file, on_change=guard.act, args=(keep_file, file), max_upload_size=10
    )
    text_side.text_area("Or paste rows, with a header line", key=text)
    name, sample = import_page.sample(kind or "people")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.download_button("Sample file", sample, name, "text/plain", on_click="ignore", key="imports.sample")
        st.button("Read the pasted rows", on_click=guard.act, args=(keep_text, text), key="imports.read")


def history(desk: Desk) -> None:
    """Draw what came in lately, by this page or the command line."""
    past = import_page.recent(desk)
    if not past:
        layout.nothing_yet("Nothing was imported yet. What comes in is listed here, with who brought it.")
        return
    st.subheader("Lately", anchor=False)
    rows = [
        {
            "id": number,
            "selectable": False,
            "when": f"{desk.local(one.made_at):%Y-%m-%d %H:%M}",
            "kind": KIND_WORDS.get(one.kind, one.kind),
            "file": one.file,
            "did": said_counts(one.counts, one.problems),
            "by": one.made_by,
        }
        for number, one in enumerate(past)
    ]
    people_table(rows, COLUMNS, key="imports.history", ticked=(), caption="Imports")


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Import", "Bring in records from other systems. Nothing is written before you confirm.")
    waiting = import_page.draft(desk)
    if waiting:
        import_draft.draw(waiting)
    else:
        way_in()
    history(desk)


main()
