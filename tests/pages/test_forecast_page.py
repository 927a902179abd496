"""The page Forecast: numbers by month and course, and ways to the lists behind them."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.cast import Cast
from tests.pages.test_shell import open_app, words
from tests.services.renewing import renewal

pytestmark = pytest.mark.usefixtures("home")


def forecast_page(cast: Cast) -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page("forecast.py").run()
    assert not app.exception
    return app


def test_where_nothing_falls_due_the_page_says_what_will_stand_here(cast: Cast) -> None:
    assert "Nothing falls due in these months." in words(forecast_page(cast))


def test_the_page_counts_people_and_fees_over_the_months_that_were_chosen(cast: Cast) -> None:
    scene = renewal(cast)
    scene.person("Ana Silva", date(2025, 6, 20))
    scene.person("Bo Ek", date(2026, 3, 1), "BLS-2")
    app = forecast_page(cast)
    assert "2 people · 0.00 EUR in fees, by 28 Feb 2027" in words(app)
    app.selectbox(key="forecast.course").set_value("BLS-2").run()
    assert "1 person · 0.00 EUR in fees" in words(app)
    app.segmented_control(key="forecast.months").set_value(24).run()
    assert not app.exception
    assert "by 29 Feb 2028" in words(app)
