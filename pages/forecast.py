"""Forecast: what falls due in the coming months, in which course, and what its fees would come to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.model import Role
from core.services import courses, forecast
from core.services.desk import Desk
from core.services.forecast import Forecast, Line
from pages.parts import forecast_chart, guard, layout, learner_view, links, words
from pages.parts.people_table import Column, people_table

GO = "forecast.go"
COLUMNS = (
    Column("month", "Month", "link"),
    Column("course", "Course"),
    Column("to_assign", "To assign", "number"),
    Column("assigned", "Assigned", "number"),
    Column("people", "People", "number"),
    Column("fees", "Fees", "money"),
)


def view_of(line: Line) -> learner_view.View:
    """Return the list that holds the people of a line."""
    return learner_view.View(courses=(line.course,), since=line.since, until=line.until)


def cells(at: int, line: Line) -> dict[str, object]:
    return {
        "id": at,
        "label": f"{forecast_chart.month_of(line)}, {line.title}",
        "month": {"text": forecast_chart.month_of(line), "href": learner_view.path(view_of(line))},
        "course": line.title,
        "to_assign": line.to_assign,
        "assigned": line.assigned,
        "people": line.people,
        "fees": line.fees,
    }


def filters(desk: Desk) -> Forecast:
    """Draw how far and in which course to look; return what falls due."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    months = left.segmented_control(
        "How far",
        forecast.HORIZONS,
        default=forecast.HORIZONS[0],
        required=True,
        format_func=lambda months: f"{months} months",
        key="forecast.months",
        label_visibility="collapsed",
    )
    titles = {one.course.code: f"{one.course.title} · {one.course.code}" for one in courses.listing(desk)}
    course = right.selectbox(
        "Course",
        list(titles),
        index=None,
        placeholder="Every course",
        format_func=lambda code: titles.get(code, code),
        key="forecast.course",
        label_visibility="collapsed",
    )
    return forecast.ahead(desk, months, course)


def pressed(lines: Sequence[Line]) -> None:
    """Callback: open the list behind the bar that was chosen."""
    if line := forecast_chart.chosen(lines):
        st.session_state[GO] = view_of(line).query()


def main() -> None:
    desk = guard.desk(Role.STAFF)
    if asked := st.session_state.pop(GO, None):
        st.switch_page("learners.py", query_params=asked)
    layout.title("Forecast", "What falls due month by month: how many people, in which course, and their fees.")
    found = filters(desk)
    if not found.lines:
        layout.nothing_yet(
            "Nothing falls due in these months. What people complete or are assigned appears here by its date."
        )
        links.same_tab("All people", "/learners")
        return
    st.text(f"{words.count(found.people, 'person', 'people')} · {found.fees} in fees, by {found.until:%d %b %Y}")
    forecast_chart.draw(found.lines, lambda: pressed(found.lines))
    rows = [cells(at, line) for at, line in enumerate(found.lines)]
    people_table(rows, COLUMNS, key="forecast.table", ticked=(), caption="What falls due, by month and course")
    st.caption(
        "Fees are those in force in each month: the renewal where there is a term to renew, else the first "
        "certificate. Whoever stands on the list of archived people falls due in nothing."
    )


main()
