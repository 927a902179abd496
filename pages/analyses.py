"""Analyses: questions about certification, answered from the published file, and that file to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import NotFound
from core.model import Role
from core.services import analyses, publishing
from core.services.analyses import Answer, Asked, shown
from core.services.desk import Desk
from core.services.publishing import Edition
from pages.parts import analysis_chart, analysis_view, guard, layout, links, reading_keys, words
from pages.parts.people_table import Column, people_table

FILES = {
    "CSV": ("analysis.csv", "text/csv", "csv"),
    "Excel": ("analysis.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
NUMBERS = ("certificates", "participants", "people", "credits", "hours", "orders", "workshops", "issued")


def export(desk: Desk, asked: Asked) -> None:
    """Draw the menu of files for an answer."""
    with st.popover("Export"):
        for name, (file, mime, kind) in FILES.items():
            made = partial(analyses.export_file, desk, asked, kind=kind)
            st.download_button(name, made, file, mime, key=f"analyses.{kind}", on_click="ignore", width="stretch")


def table(found: Answer) -> None:
    """Draw an answer in numbers."""
    question = found.question
    columns = [
        Column(name, heading, "money" if name in question.money else "number" if name in NUMBERS else "text")
        for name, heading in question.headings
        if name != "currency"
    ]
    rows = [
        {"id": at} | {name: each[name] if name in NUMBERS else shown(name, each, question) for name in each}
        for at, each in enumerate(found.records())
    ]
    people_table(rows, columns, key="analyses.table", ticked=(), caption=question.title)


def answered(desk: Desk) -> None:
    """Draw what can be asked, the answer as bars and as a table."""
    asked = analysis_view.draw(analyses.courses(desk))
    found = analyses.answer(desk, asked)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(found.question.words)
        export(desk, asked)
    if not found.rows:
        layout.nothing_matches("this question in these months", analysis_view.clear, "analyses.clear")
        return
    analysis_chart.draw(found)
    table(found)


def age(edition: Edition) -> str:
    """Return how old a version is, in words."""
    minutes = edition.age_seconds // 60
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 120:
        return f"{words.count(minutes, 'minute', 'minutes')} ago"
    return f"{words.count(minutes // 60, 'hour', 'hours')} ago"


def files(desk: Desk, edition: Edition) -> None:
    """Draw the file to take away, and its tables one by one."""
    st.subheader("The file", anchor=False)
    st.text(
        f"Version {edition.version}, made {desk.local(edition.made_at):%d %b %Y, %H:%M}, {age(edition)}; "
        f"{edition.size / 1_000_000:,.1f} MB. People stand in it by pseudonym. "
        "A new version is made when records change."
    )
    links.same_tab("Download for DuckDB", f"/files/analytics/{edition.version}/analytics.duckdb")
    with st.expander("Single tables as Parquet"):
        for name, what in edition.tables:
            links.same_tab(name, f"/files/analytics/{edition.version}/{name}.parquet")
            st.caption(what)


def main() -> None:
    desk = guard.desk(Role.STAFF, Role.ANALYST)
    layout.title("Analyses", "Questions about certification, answered from the file that analysts can take away.")
    edition = publishing.edition(desk)
    if edition is None:
        layout.nothing_yet("The first version is being made. Charts, tables and the file stand here within a minute.")
        return
    try:
        answered(desk)
    except NotFound as refusal:
        guard.show(refusal)
    files(desk, edition)
    reading_keys.draw(desk, f"{desk.base_url}/data/current/analytics.duckdb")


main()
