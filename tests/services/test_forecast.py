"""The forecast over the records: who falls due when, in the course that they would be assigned."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import NotAllowed
from core.services import forecast
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import on_list
from core.store import courses
from core.store.courses import FeeRow
from tests.cast import NOW, Cast
from tests.services.renewing import renewal

MARCH = date(2026, 3, 3)


def lines(cast: Cast, months: int = 12) -> list[tuple[date | None, str, int, int]]:
    found = forecast.ahead(cast.desk_of(cast.olga), months).lines
    return [(line.since, line.course, line.to_assign, line.assigned) for line in found]


def test_people_fall_due_in_the_month_in_which_their_window_opens(cast: Cast) -> None:
    scene = renewal(cast)
    scene.person("Ana Silva", date(2025, 6, 20))  # through 20 Jun 2026, due from 21 Apr 2026
    scene.person("Bo Ek", date(2025, 5, 9))  # due from 10 Mar 2026, later this month
    scene.person("Lapsed Long", date(2020, 1, 1))
    scene.person("Never Ending", date(2020, 1, 1), "FA")
    scene.archive(scene.person("Gone Away", date(2025, 6, 20)))
    assert lines(cast) == [(None, "BLS-1", 1, 0), (MARCH, "BLS-1", 1, 0), (date(2026, 4, 1), "BLS-1", 1, 0)]


def test_who_was_assigned_moves_to_the_month_of_the_due_date(cast: Cast) -> None:
    scene = renewal(cast)
    scene.person("Lapsed Long", date(2020, 1, 1))
    scene.do(Recertify(), on_list("lapsed"))
    assert lines(cast) == [(date(2026, 4, 1), "BLS-1", 0, 1)]


def test_the_horizon_ends_with_a_month_and_foreign_people_are_not_in_it(cast: Cast) -> None:
    scene = renewal(cast)
    scene.person("Ana Silva", date(2026, 3, 1))  # due from 31 Dec 2026
    scene.person("Far Away", date(2025, 6, 20), by=cast.nils)
    assert lines(cast) == [(date(2026, 12, 1), "BLS-1", 1, 0)]
    later = forecast.ahead(cast.desk_of(cast.olga), 12, "BLS-2")
    assert (later.lines, later.people, later.until) == ([], 0, date(2027, 2, 28))


def test_fees_come_with_their_currency_and_add_up(cast: Cast) -> None:
    scene = renewal(cast)
    with cast.db.transaction() as tx:
        courses.put_fee(tx, scene.course("BLS-1").course_id, FeeRow(2500, 2000, 500, date(2024, 1, 1)), "Olga", NOW)
    for name in ("Ana Silva", "Bo Ek"):
        scene.person(name, date(2025, 6, 20))
    found = forecast.ahead(cast.desk_of(cast.olga))
    assert [line.fees for line in found.lines] == ["40.00 EUR"]
    assert (found.people, found.fees) == (2, "40.00 EUR")


def test_an_instructor_sees_no_forecast(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        forecast.ahead(cast.desk_of(cast.andrea))
