"""A file that waits to be imported: how it was read, what it would do, what needs a cure, and the way to confirm."""

from __future__ import annotations

import streamlit as st

from core.services import import_page
from core.services.desk import Desk
from core.services.import_page import Counts, Draft, Overrule
from core.services.roster_files import ENCODINGS
from pages.parts import guard, notices, words
from pages.parts.roster_upload import AUTO, DELIMITERS, problems

KIND_WORDS = {
    "people": "People",
    "completions": "Completions",
    "certificates": "Certificates",
    "courses": "Courses",
    "ceu-courses": "CEU courses",
}


def said_counts(counts: Counts, problems: int) -> str:
    """Return an outcome in words: '12 new, 3 updated, 85 unchanged, 1 problem'."""
    said = f"{counts.new:,} new, {counts.updated:,} updated, {counts.unchanged:,} unchanged"
    return f"{said}, {words.count(problems, 'problem')}" if problems else said


def draw(draft: Draft) -> None:
    """Draw the draft and its two ways out."""
    st.text(f"{draft.name} · {KIND_WORDS[draft.kind]}")  # a file name must not meet Markdown, as a heading would
    st.text(f"Importing this makes {said_counts(draft.counts, len(draft.problems))}.")
    if draft.detected:
        _detected(draft, draft.detected)
        _overrule(draft, [str(heading) for heading in draft.detected["header"]])
    problems(draft.problems, f"import.{draft.upload_id}.problems")
    changes = draft.counts.new + draft.counts.updated
    with st.container(horizontal=True):
        st.button(
            f"Import {words.count(changes, 'row')}" if changes else "Nothing to import",
            type="primary",
            disabled=not changes and not any(one["code"] == "KNOWN_ELSEWHERE" for one in draft.problems),
            on_click=guard.act,
            args=(confirm, draft.upload_id),
            key="imports.confirm",
        )
        st.button("Use another file", on_click=guard.act, args=(import_page.discard,), key="imports.discard")


def confirm(desk: Desk, upload_id: int) -> None:
    """Callback: import the draft as it was shown."""
    done = import_page.confirm(desk, upload_id)
    notices.say(f"Imported: {said_counts(done.counts, len(done.problems))}.")


def _detected(draft: Draft, detected: dict[str, object]) -> None:
    columns = detected["columns"]
    found = ", ".join(f"{heading} is {field.replace('_', ' ')}" for field, heading in dict(columns).items())  # type: ignore[call-overload]
    ignored = [str(one) for one in detected["ignored"]]  # type: ignore[attr-defined]
    st.text(
        f"Read as {detected['encoding'] or 'a sheet'}, header in line {detected['header_line']}, "
        f"{words.count(draft.blank_lines, 'blank line')}. Columns: {found}."
        + (f" Not used: {', '.join(ignored)}." if ignored else "")
    )


def _overrule(draft: Draft, headings: list[str]) -> None:
    key = f"overrule.{draft.upload_id}"
    with st.expander("Read it differently"):
        left, middle, right = st.columns(3)
        left.selectbox("Encoding", [AUTO, *ENCODINGS], key=f"{key}.encoding")
        middle.selectbox("Columns are separated by", list(DELIMITERS), key=f"{key}.delimiter")
        right.number_input("Header line, 0 as detected", 0, 1000, 0, key=f"{key}.header")
        columns = st.columns(3)
        for at, field in enumerate(import_page.fields(draft.kind)):
            columns[at % 3].selectbox(field.replace("_", " ").capitalize(), [AUTO, *headings], key=f"{key}.{field}")
        st.button("Read again", on_click=guard.act, args=(read_again, draft, key), key=f"{key}.again")


def read_again(desk: Desk, draft: Draft, key: str) -> None:
    """Callback: read the draft as the choices say."""
    state = st.session_state
    chosen = {field: state.get(f"{key}.{field}", AUTO) for field in import_page.fields(draft.kind)}
    named = {field: heading for field, heading in chosen.items() if heading != AUTO}
    detected = dict((draft.detected or {})["columns"])
    encoding = state.get(f"{key}.encoding", AUTO)
    overrule = Overrule(
        encoding=None if encoding == AUTO else encoding,
        delimiter=DELIMITERS[state.get(f"{key}.delimiter", AUTO)],
        header_line=state.get(f"{key}.header") or None,
        columns={**detected, **named} if named else None,
    )
    import_page.read_again(desk, overrule)
