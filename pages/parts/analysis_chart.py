"""An answer as bars; the table below says the same in numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from core.services.analyses import Answer, length, shown
from pages.parts.forecast_chart import CALM


def draw(found: Answer) -> None:
    """Draw the bars of an answer that has rows."""
    question = found.question
    records = found.records()
    values = [
        {
            "along": shown(question.along, each, question),
            "by": shown(question.by, each, question) if question.by else "",
            "measure": length(each, question),
        }
        for each in records
    ]
    places = months(found) or list(dict.fromkeys(str(each["along"]) for each in values))
    st.vega_lite_chart(
        _spec(found, values, places),
        height=320,
        alt=f"Bars: {question.title}, {places[0]} to {places[-1]}. The table below has every number.",
    )


def months(found: Answer) -> list[str]:
    """Return every month from the first of an answer to its last, empty ones too; none where no months are shown."""
    days = [each[found.question.along] for each in found.records()]
    if not days or not isinstance(days[0], date):
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (min(days), max(days)))
    return [f"{date(at // 12, at % 12 + 1, 1):%b %Y}" for at in range(first, last + 1)]


def _spec(found: Answer, values: list[dict[str, Any]], places: list[str]) -> dict[str, Any]:
    headings = dict(found.question.headings)
    measure, along = headings[found.question.measure], headings[found.question.along]
    encoding: dict[str, Any] = {
        "x": {
            "field": "along",
            "type": "ordinal",
            "scale": {"domain": places},
            "title": None,
            "axis": {"labelAngle": -30},
        },
        "y": {"field": "measure", "type": "quantitative", "title": measure, "axis": {"tickMinStep": 1}},
        "tooltip": [
            {"field": "along", "title": along},
            {"field": "measure", "title": measure, "type": "quantitative", "format": ","},
        ],
    }
    if found.question.by:
        legend = {"orient": "bottom", "columns": 3, "labelLimit": 150}
        encoding["color"] = {
            "field": "by",
            "type": "nominal",
            "title": None,
            "legend": legend,
            "scale": {"range": CALM},
        }
        encoding["tooltip"].insert(1, {"field": "by", "title": headings[found.question.by]})
    return {"data": {"values": values}, "mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": encoding}
