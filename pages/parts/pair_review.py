"""The confirmation screen: three groups with the six classes inside, flags that untick, counts that add up."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.services.credits import classifying, entering
from core.services.credits.classifying import Classified, PairRow
from core.services.credits.entering import DraftList
from core.services.desk import Desk
from pages.parts import guard, layout, paging, pair_overrule, pair_ticks, words
from pages.parts.pair_ticks import DRAWN, GENERATION
from pages.parts.pair_words import CLASSES, GROUPS, credited, why
from pages.parts.people_table import Action, Column, people_table
from pages.parts.roster_upload import problems

COLUMNS = (
    Column("who", "Address", "link"),
    Column("credit", "Credit", "code"),
    Column("cls", "Outcome", "badge"),
    Column("why", "Why", "lines"),
)
ACTIONS = (Action("same", "Same person…"), Action("correct", "Correct…"))


def draw(desk: Desk, waiting: DraftList) -> None:
    """Draw the list as it stands now."""
    with layout.title_row("Look before you post"):
        st.button("Discard this list", on_click=guard.act, args=(discard, waiting.draft), key="pairs.discard")
    whole = classifying.classify(desk, waiting.draft, size=1)
    st.text(_said(waiting, whole))
    pair_overrule.draw(desk, waiting)
    problems([one.as_json() for one in waiting.problems], f"pairs.{waiting.draft}.problems")
    st.session_state[DRAWN] = {}
    for name, (classes, meaning) in GROUPS.items():
        _group(desk, waiting.draft, whole, name, meaning, tuple(classes))


def _said(waiting: DraftList, whole: Classified) -> str:
    """Return the counts, which add up to the rows of the list."""
    parts = [f"{sum(whole.counts[one] for one in classes):,} {name.lower()}" for name, (classes, _) in GROUPS.items()]
    said = f"{waiting.name}: {words.count(whole.total, 'pair')}, of which {', '.join(parts)}."
    blank = f" {words.count(waiting.blank_lines, 'blank line')}." if waiting.blank_lines else ""
    left = len(waiting.problems)
    return f"{said}{blank}" + (f" {words.count(left, 'line')} could not become a pair." if left else "")


def _group(desk: Desk, draft: int, whole: Classified, name: str, meaning: str, classes: tuple[Any, ...]) -> None:
    total = sum(whole.counts[one] for one in classes)
    if not total:
        return
    st.subheader(f"{name} · {total:,}", anchor=False)
    shares = [f"{whole.counts[one]:,} {CLASSES[str(one)].lower()}" for one in classes if whole.counts[one]]
    st.caption(f"{meaning} {', '.join(shares)}." if len(classes) > 1 else meaning)
    generation = st.session_state.get(GENERATION, 0)
    page_key = f"pairs.{draft}.{name}.{generation}.page"
    page = paging.current(page_key)
    found = classifying.classify(desk, draft, classes, (page - 1) * classifying.PAGE)
    key = f"pairs.{draft}.{name}.{generation}.{page}"
    ticked = {row.row for row in found.rows if row.ticked}
    people_table([_cells(row) for row in found.rows], COLUMNS, key=key, ticked=ticked, actions=ACTIONS, caption=name)
    st.session_state[DRAWN][key] = (draft, {row.row for row in found.rows if row.tickable}, ticked)
    if total > classifying.PAGE:
        paging.turn(total, classifying.PAGE, page_key)


def _cells(row: PairRow) -> dict[str, Any]:
    return {
        "id": row.row,
        "label": f"{row.email}, {row.ceulid}",
        "selectable": row.tickable,
        "who": {"text": row.email, "href": "", "more": row.name},
        "credit": [row.ceulid, credited(row)],
        "cls": CLASSES[str(row.cls)],
        "why": why(row),
        "actions": ["same", "correct"] if row.suggestion else ["correct"],
    }


def discard(desk: Desk, draft: int) -> None:
    """Callback: forget the list."""
    entering.discard(desk, draft)
    pair_ticks.corrected()
