"""Due dates for calendars: who is in the file, on which day, and when it would be too long."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import NotAllowed
from core.model import LearnerFilter
from core.services import calendar
from core.services.calendar import TooManyDays
from core.services.recertification.recertify import Recertify
from tests.cast import Cast
from tests.rules.test_calendar_file import lines_of
from tests.services.renewing import named, renewal


def days_in(content: bytes) -> dict[str, str]:
    """Return day by summary."""
    found = lines_of(content)
    summaries = [line.removeprefix("SUMMARY:") for line in found if line.startswith("SUMMARY:")]
    days = [line.removeprefix("DTSTART;VALUE=DATE:") for line in found if line.startswith("DTSTART")]
    return dict(zip(summaries, days, strict=True))


def test_an_open_assignment_stands_on_its_due_date_and_all_else_on_the_day_it_falls_due(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.person("Bo Ek", date(2025, 6, 20))
    scene.person("Never Ending", date(2020, 1, 1), "FA")
    scene.archive(scene.person("Gone Away", date(2025, 6, 20)))
    scene.do(Recertify(), named(ana))
    found = days_in(calendar.of_filter(scene.olga, LearnerFilter()))
    assert found == {"BLS 1: Ana Silva": "20260401", "BLS 1: Bo Ek": "20260421"}


def test_a_filter_narrows_the_file_and_links_lead_to_the_person(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.person("Bo Ek", date(2025, 6, 20))
    content = calendar.of_filter(scene.olga, LearnerFilter(search="ana"))
    assert list(days_in(content)) == ["BLS 1: Ana Silva"]
    assert f"URL:http://localhost:8501/person?id={ana}" in lines_of(content)


def test_a_list_that_no_calendar_would_take_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = renewal(cast)
    for name in ("Ana Silva", "Bo Ek", "Cy Dahl"):
        scene.person(name, date(2025, 4, 20))
    monkeypatch.setattr(calendar, "MOST", 2)
    with pytest.raises(TooManyDays, match="That is 3 days"):
        calendar.of_filter(scene.olga, LearnerFilter())


def test_an_instructor_takes_no_list_of_everybody_away(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        calendar.of_filter(cast.desk_of(cast.andrea), LearnerFilter())
