"""The forecast as bars, a month each, its courses upon each other. The table beside it says the same in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.services.forecast import Line

KEY = "forecast.chart"
BY_TODAY = "By today"
CALM = ["#3b82f6", "#0d9488", "#64748b", "#7c3aed", "#0ea5e9", "#b45309", "#94a3b8", "#5eead4"]  # red means overdue


def month_of(line: Line) -> str:
    """Return the month of a line as people write it."""
    return f"{line.since:%b %Y}" if line.since else BY_TODAY


def draw(lines: Sequence[Line], pressed: Callable[[], None]) -> None:
    """Draw the bars; `pressed` is called when one is chosen."""
    months = list(dict.fromkeys(month_of(line) for line in lines))
    rows = [
        {"month": month_of(line), "course": line.title, "people": line.people, "code": line.course} for line in lines
    ]
    st.vega_lite_chart(
        _spec(rows, months),
        height=340,
        key=KEY,
        on_select=pressed,
        alt=f"Bars of people who fall due, {months[0]} to {months[-1]}. The table below has every number.",
    )


def chosen(lines: Sequence[Line]) -> Line | None:
    """Return the line whose bar was chosen, None when none of these was."""
    state = st.session_state.get(KEY)
    points = (state or {}).get("selection", {}).get("bar", [])
    for point in points if isinstance(points, list) else []:
        for line in lines:
            if isinstance(point, dict) and (point.get("month"), point.get("code")) == (month_of(line), line.course):
                return line
    return None


def _spec(rows: list[dict[str, object]], months: list[str]) -> dict[str, Any]:
    tooltip = [
        {"field": "month", "title": "Month"},
        {"field": "course", "title": "Course"},
        {"field": "people", "title": "People", "type": "quantitative", "format": ","},
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "cursor": "pointer"},
        "params": [{"name": "bar", "select": {"type": "point", "fields": ["month", "code"]}}],
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": months, "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "people", "type": "quantitative", "title": "People", "axis": {"tickMinStep": 1}},
            "color": {
                "field": "course",
                "type": "nominal",
                "title": None,
                "legend": {"orient": "bottom", "columns": 2, "labelLimit": 150},
                "scale": {"range": CALM},
            },
            "fillOpacity": {"condition": {"param": "bar", "value": 1}, "value": 0.5},
            "tooltip": tooltip,
        },
    }
