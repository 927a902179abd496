"""The one table of all lists: ticks on selectable rows only, badges, row actions, cards on a phone.

What comes back from a browser can be forged. Ids are held against what was drawn, and services check again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from pages.parts import badges

Kind = Literal["text", "badge", "date", "money", "number", "link", "lines", "code"]

HERE = Path(__file__).resolve().parent
OFFERED = "people_table.offered"
REMEMBERED = 16  # tables a session; more are never on screens at once

_mount = st.components.v2.component(
    "certdesk_people_table",
    html='<div class="people"></div>',
    css=(HERE / "people_table.css").read_text(encoding="utf-8"),
    js=(HERE / "people_table.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Money comes as words with its currency, a link as {"text", "href"} and, below it, "more";
    lines as a list of texts, code as lines that never break, for short ones."""

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False  # its heading is a button, for `taken_sort`


@dataclass(frozen=True, slots=True)
class Action:
    """A button that rows may carry."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Acted:
    """A row's button that was pressed."""

    action: str
    id: int


def people_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    key: str,
    ticked: Collection[int],
    actions: Sequence[Action] = (),
    caption: str,
    sorted_by: tuple[str, bool] | None = None,
) -> None:
    """Draw one page of rows.

    A row has `id` (an int), `selectable`, the columns' values, and where wanted `label` (what it is called aloud;
    else its first column) and `actions` (keys; else all of `actions`). `ticked` counts when a key is first drawn;
    from then on the browser's ticks do, so that another filter, page or cleared selection needs another key.
    `sorted_by` is the column that the rows are in the order of, and whether it is the descending one.
    """
    labels = {action.key: action.label for action in actions}
    drawn = [_row(row, columns, labels) for row in rows]
    _remember(
        key,
        {row["id"]: [button["key"] for button in row["actions"]] for row in drawn},
        [column.key for column in columns if column.sortable],
    )
    selectable = {row["id"] for row in drawn if row["selectable"]}
    first = sorted(selectable.intersection(ticked))
    _mount(
        key=key,
        data={
            "rows": drawn,
            "columns": [_heading(column, sorted_by) for column in columns],
            "caption": caption,
            "ticked": first,
        },
        default={"ticked": first},
        on_ticked_change=_nothing,
        on_acted_change=_nothing,
        on_sorted_change=_nothing,
    )


def _heading(column: Column, sorted_by: tuple[str, bool] | None) -> dict[str, object]:
    sort = ("descending" if sorted_by[1] else "ascending") if sorted_by and sorted_by[0] == column.key else "none"
    return {
        "key": column.key,
        "label": column.label,
        "kind": column.kind,
        "sort": sort if column.sortable else None,
    }


def take(key: str, selectable: Collection[int], selection: set[int]) -> set[int]:
    """Return the selection with the table's ticks folded in: rows of other pages stay, forged ids fall out.

    Call it at the top of the script and in every callback that uses the selection, with the ids that were
    selectable when the table was drawn. A table that was not drawn changes nothing.
    """
    raw = _raw(key).get("ticked")
    if not isinstance(raw, list):
        return set(selection)
    among = set(selectable)
    return (selection - among) | {one for one in raw if type(one) is int and one in among}


def taken_action(key: str) -> Acted | None:
    """Return the row's button that was pressed since the last look, None when none was or none such was drawn."""
    raw, offered = _pressed(key, "acted")
    row = raw.get("id")
    if type(row) is not int or raw.get("action") not in offered.get("rows", {}).get(row, ()):
        return None
    return Acted(str(raw["action"]), row)


def taken_sort(key: str) -> str | None:
    """Return the column whose heading was pressed since the last look, None when none was or none such was drawn."""
    raw, offered = _pressed(key, "sorted")
    column = raw.get("column")
    return str(column) if column in offered.get("sortable", ()) else None


def _pressed(key: str, what: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what was pressed since the last look and what had been drawn; both empty when nothing was."""
    raw = _raw(key).get(what)
    offered = st.session_state.get(OFFERED, {}).get(key)
    if offered is None or not isinstance(raw, Mapping) or raw.get("nonce") == offered["seen"].get(what):
        return {}, {}
    offered["seen"][what] = raw.get("nonce")
    return raw, offered


def _nothing() -> None:
    """Ticks are read from the raw state: a callback of the table's own may not run when a button is pressed at once."""


def _raw(key: str) -> Mapping[str, Any]:
    state = st.session_state.get(key)
    return state if isinstance(state, Mapping) else {}


def _remember(key: str, rows: dict[int, list[str]], sortable: list[str]) -> None:
    tables = st.session_state.setdefault(OFFERED, {})
    seen = tables.pop(key, {}).get("seen", {})
    tables[key] = {"rows": rows, "sortable": sortable, "seen": seen}
    while len(tables) > REMEMBERED:
        del tables[next(iter(tables))]


def _row(row: Mapping[str, Any], columns: Sequence[Column], labels: Mapping[str, str]) -> dict[str, Any]:
    cells = [_cell(column.kind, row.get(column.key)) for column in columns]
    keys = row.get("actions", list(labels))
    return {
        "id": int(row["id"]),
        "selectable": bool(row.get("selectable")),
        "label": str(row.get("label") or (_words(cells[0]) if cells else "")),
        "cells": cells,
        "actions": [{"key": key, "label": labels.get(key) or key.replace("_", " ").capitalize()} for key in keys],
    }


def _words(cell: Any) -> str:
    if isinstance(cell, Mapping):
        return str(cell["text"])
    return str(cell[0] if isinstance(cell, list) and cell else cell or "")


def _cell(kind: Kind, value: Any) -> Any:
    """Return a value as the browser gets it: text, lines, or a mapping with text. Nothing of it is markup."""
    if value is None or value == "":
        return ""
    if kind == "badge":
        return {"text": str(value), "tone": badges.colour(str(value))}
    if kind == "link":
        link = {"text": str(value["text"]), "href": _local(str(value["href"]))}
        return link | ({"more": str(value["more"])} if value.get("more") else {})
    if kind in ("lines", "code"):
        return [value] if isinstance(value, str) else [str(line) for line in value if line]
    if kind == "date" and isinstance(value, date):
        return value.isoformat()[:10]
    if kind == "number" and isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


def _local(href: str) -> str:
    """Return a path on this server; anything else leads nowhere."""
    fine = href.startswith("/") and not href.startswith("//") and "\\" not in href and href.isprintable()
    return href if fine else ""
