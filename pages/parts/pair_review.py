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


def draw(desk: Desk, waiting: DraftList) -> Classified:
    """Draw the list as it stands now; return its counts."""
    with layout.title_row("Look before you post"):
        st.button("Discard this list", on_click=guard.act, args=(discard, waiting.draft), key="pairs.discard")
    pages = {name: paging.current(_page_key(waiting.draft, name)) for name in GROUPS}
    size = classifying.PAGE
    asked = [(classes, (pages[name] - 1) * size) for name, (classes, _) in GROUPS.items()]
    found = dict(zip(GROUPS, classifying.several(desk, waiting.draft, asked), strict=True))
    whole = next(iter(found.values()))
    st.text(_said(waiting, whole))
    pair_overrule.draw(desk, waiting)
    problems([one.as_json() for one in waiting.problems], f"pairs.{waiting.draft}.problems")
    st.session_state[DRAWN] = {}
    for name in GROUPS:
        _group(waiting.draft, found[name], name, pages[name])
    return whole


def _page_key(draft: int, name: str) -> str:
    return f"pairs.{draft}.{name}.{st.session_state.get(GENERATION, 0)}.page"


def _said(waiting: DraftList, whole: Classified) -> str:
    """Return the counts, which add up to the rows of the list."""
    parts = [f"{sum(whole.counts[one] for one in classes):,} {name.lower()}" for name, (classes, _) in GROUPS.items()]
    said = f"{waiting.name}: {words.count(whole.total, 'pair')}, of which {', '.join(parts)}."
    blank = f" {words.count(waiting.blank_lines, 'blank line')}." if waiting.blank_lines else ""
    left = len(waiting.problems)
    return f"{said}{blank}" + (f" {words.count(left, 'line')} could not become a pair." if left else "")


def _group(draft: int, found: Classified, name: str, page: int) -> None:
    classes, meaning = GROUPS[name]
    total = sum(found.counts[one] for one in classes)
    if not total:
        return
    st.subheader(f"{name} · {total:,}", anchor=False)
    shares = [f"{found.counts[one]:,} {CLASSES[str(one)].lower()}" for one in classes if found.counts[one]]
    st.caption(f"{meaning} {', '.join(shares)}." if len(classes) > 1 else meaning)
    page_key = _page_key(draft, name)
    key = f"{page_key}.{page}"
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
