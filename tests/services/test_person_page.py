"""One person as staff see them: dates with the rule behind each, and a history that leaves nothing out."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import NotAllowed, NotFound
from core.model import PersonId
from core.services import person_page
from core.services.recertification.due_dates import SetDueDate
from core.services.recertification.extend import Extend
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.recertify import Recertify
from tests.cast import MEIS_SECOND, Cast
from tests.services.renewing import Renewal, named, renewal


def dates(scene: Renewal, who: PersonId) -> list[tuple[str, date | None, str]]:
    (standing,) = person_page.show(scene.olga, who).standings
    return [(one.label, one.day, one.because) for one in standing.dates]


def test_each_date_says_the_rule_behind_it(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    assert dates(scene, ana) == [
        ("Valid through", date(2026, 4, 20), "completed 20 Apr 2025 + 12 months, same day"),
        ("Due again from", date(2026, 2, 19), "20 Apr 2026 − 60 days"),
        ("Grace until", date(2026, 5, 20), "20 Apr 2026 + 30 days of grace"),
    ]


def test_an_assignment_says_where_its_due_date_comes_from_and_when_it_was_moved(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.do(Recertify(), named(ana))
    assert dates(scene, ana)[0] == ("Due by", date(2026, 4, 1), "assigned 2 Mar 2026 + 30 days")
    scene.do(SetDueDate(date(2026, 3, 20)), named(ana))
    moved = "set by hand; assigned 2 Mar 2026, usually due 1 Apr 2026"
    assert dates(scene, ana)[0] == ("Due by", date(2026, 3, 20), moved)


def test_a_date_set_by_hand_and_an_extension_say_so(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.do(Extend("The hall was flooded", to=date(2026, 6, 1)), named(ana))
    extended = "extended from 20 Apr 2026: The hall was flooded (completed 20 Apr 2025 + 12 months, same day)"
    assert dates(scene, ana)[0] == ("Valid through", date(2026, 6, 1), extended)
    scene.do(SetRecertifyDate(date(2026, 5, 5)), named(ana))
    assert dates(scene, ana)[1] == ("Due again from", date(2026, 5, 5), "set by hand")


def test_what_never_expires_has_no_date_and_says_why(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20), "FA")
    assert dates(scene, ana) == [("Valid through", None, "completed 20 Apr 2025, never expires")]


def test_the_history_holds_what_happened_newest_first(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.do(Recertify(), named(ana))
    found = person_page.show(scene.olga, ana)
    assert [(one.day, one.what, one.detail, one.state) for one in found.history] == [
        (date(2026, 3, 2), "Mail: Course assigned", "to ana.silva@example.org", "Held"),
        (date(2026, 3, 2), "Assigned BLS 1", "assigned by staff, due by 1 Apr 2026", "Assigned"),
        (date(2025, 4, 20), "Completed BLS 1", "brought in by a file", "Completed"),
    ]
    assert not found.more


def test_all_addresses_stand_there_the_primary_one_first(cast: Cast) -> None:
    mei = person_page.show(cast.desk_of(cast.olga), cast.mei.person_id)
    assert [(one.address, one.kind) for one in mei.addresses] == [
        ("mei@clinic.example.com", "primary"),
        (MEIS_SECOND, "alternate"),
    ]
    assert (mei.name, mei.archived_at, mei.standings) == ("Mei Tanaka", None, ())


def test_somebody_known_elsewhere_only_is_nobody_here(cast: Cast) -> None:
    for who in (cast.nils.person_id, PersonId(999_999)):
        with pytest.raises(NotFound):
            person_page.show(cast.desk_of(cast.olga), who)
        with pytest.raises(NotFound):
            person_page.calendar(cast.desk_of(cast.olga), who)
    with pytest.raises(NotAllowed):
        person_page.show(cast.desk_of(cast.andrea), cast.mei.person_id)


def test_the_calendar_of_a_person_holds_their_days_only(cast: Cast) -> None:
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 6, 20))
    scene.person("Bo Ek", date(2025, 6, 20))
    content = person_page.calendar(scene.olga, ana)
    assert content.count(b"BEGIN:VEVENT") == 1
    assert b"DTSTART;VALUE=DATE:20260421" in content
