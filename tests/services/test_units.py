"""Where people work: whose word it is, how it is changed, and what can be filtered, taken away and acted on by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import NotAllowed, NotFound, PlanStale
from core.model import AllLearners, LearnerFilter, PersonId, Unit
from core.services import activity, calendar, learners, units
from core.services.activity import Wanted
from core.services.recertification import acting
from core.services.recertification.recertify import Recertify
from core.services.units import UnitTooLong
from tests.cast import Cast, in_both
from tests.rules.test_calendar_file import lines_of
from tests.services.renewing import Renewal, renewal
from tests.services.test_calendar import days_in

NORA = "nora@harbour.example.org"
WARDS, YARD = Unit("Wards", "Quay", NORA), Unit("Yard", "Hill", "Ben Osei")


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    """Two people of Nora's wards, one of Ben's yard, one of whom nothing is said; all are due."""
    made = renewal(cast)
    for name, unit in (("Ana Silva", WARDS), ("Bo Ek", WARDS), ("Cy Dahl", YARD), ("Di Roth", Unit())):
        units.change(made.olga, made.person(name, date(2025, 4, 20)), unit)
    return made


def who(scene: Renewal, name: str) -> PersonId:
    return PersonId(scene.rows("SELECT person_id FROM person WHERE first_name = $name", name=name)[0][0])


def names(scene: Renewal, wanted: LearnerFilter) -> list[str]:
    return [one.row.name for one in learners.page(scene.olga, wanted)]


def test_a_change_is_kept_in_one_form_and_stands_in_the_activity_with_what_was(scene: Renewal) -> None:
    ana = who(scene, "Ana")
    assert units.change(scene.olga, ana, Unit(" Wards  2", "", "Nora Lind <NORA@harbour.example.org>"))
    assert units.of_person(scene.olga, ana) == Unit("Wards 2", "", NORA)
    _, (act, *_) = activity.acts(scene.olga, Wanted(action="person.unit_changed"))
    assert [(one.name, one.before, one.after) for one in act.changes] == [
        ("department", "Wards", "Wards 2"),
        ("location", "Quay", ""),
    ]
    assert not units.change(scene.olga, ana, Unit("Wards 2", "", NORA))


def test_saying_nothing_leaves_no_row(scene: Renewal) -> None:
    units.change(scene.olga, who(scene, "Ana"), Unit())
    assert scene.rows("SELECT count(*) FROM person_unit WHERE person_id = $who", who=who(scene, "Ana")) == [(0,)]


def test_a_value_that_is_too_long_is_refused(scene: Renewal) -> None:
    with pytest.raises(UnitTooLong, match="A department has at most 200 letters"):
        units.change(scene.olga, who(scene, "Ana"), Unit("w" * 201))
    assert units.of_person(scene.olga, who(scene, "Ana")) == WARDS


def test_only_staff_say_where_somebody_works_and_only_of_people_who_are_known_here(scene: Renewal) -> None:
    ana = who(scene, "Ana")
    with pytest.raises(NotAllowed):
        units.change(scene.cast.desk_of(scene.cast.andrea), ana, YARD)
    with pytest.raises(NotFound):
        units.change(scene.cast.desk_of(scene.cast.nils), ana, YARD)
    assert units.of_person(scene.olga, ana) == WARDS


def test_each_organisation_has_its_own_word_about_a_person_of_both(scene: Renewal) -> None:
    cast = scene.cast
    in_both(cast, cast.mei)
    nils = cast.desk_of(cast.nils)
    units.change(scene.olga, cast.mei.person_id, WARDS)
    units.change(nils, cast.mei.person_id, YARD)
    assert units.of_person(scene.olga, cast.mei.person_id) == WARDS
    assert units.in_use(nils) == units.InUse(("Yard",), ("Hill",), ("Ben Osei",))


def test_the_values_in_use_stand_by_name_and_the_rarest_fall_out_first(
    scene: Renewal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert units.in_use(scene.olga).managers == ("Ben Osei", NORA)
    monkeypatch.setattr(units, "MOST", 1)
    assert units.in_use(scene.olga) == units.InUse(("Wards",), ("Quay",), (NORA,))


def test_lists_and_their_numbers_follow_a_filter_by_unit(scene: Renewal) -> None:
    assert names(scene, LearnerFilter(managers=(NORA,))) == ["Ana Silva", "Bo Ek"]
    assert names(scene, LearnerFilter(departments=("Wards", "Yard"), locations=("Hill",))) == ["Cy Dahl"]
    assert learners.counts(scene.olga, LearnerFilter(departments=("Wards",)))["due"] == 2
    assert names(scene, LearnerFilter(managers=("nobody@harbour.example.org",))) == []


def test_everybody_of_a_manager_is_recertified_and_nobody_else(scene: Renewal) -> None:
    everybody = AllLearners(LearnerFilter(on_list="due", managers=(NORA,)))
    assert scene.do(Recertify(), everybody).counts["assignments"] == 2
    assert scene.rows("SELECT person_id FROM assignment ORDER BY person_id") == sorted(
        [(who(scene, "Ana"),), (who(scene, "Bo"),)]
    )


def test_who_moved_to_another_manager_meanwhile_makes_the_plan_stale(scene: Renewal) -> None:
    everybody = AllLearners(LearnerFilter(on_list="due", managers=(NORA,)))
    shown = scene.preview(Recertify(), everybody)
    scene.cast.now += timedelta(minutes=1)
    units.change(scene.olga, who(scene, "Bo"), YARD)
    with pytest.raises(PlanStale, match="Bo Ek works elsewhere"):
        acting.confirm(scene.olga, Recertify(), everybody, shown.hash)
    assert scene.rows("SELECT count(*) FROM assignment") == [(0,)]
    assert scene.do(Recertify(), everybody).counts["assignments"] == 1


def test_a_list_that_is_taken_away_says_where_everybody_works(scene: Renewal) -> None:
    rows = list(learners.export_rows(scene.olga, LearnerFilter(departments=("Yard",))))
    assert [row[-3:] for row in rows] == [("Yard", "Hill", "Ben Osei")]
    assert learners.HEADER[-3:] == ("Department", "Location", "Manager")


def test_a_manager_gets_the_days_of_their_own_people_in_a_calendar_under_their_name(scene: Renewal) -> None:
    content = calendar.of_filter(scene.olga, LearnerFilter(managers=(NORA,)))
    assert sorted(days_in(content)) == ["BLS 1: Ana Silva", "BLS 1: Bo Ek"]
    assert f"X-WR-CALNAME:Harbour Rescue Council: due dates\\, {NORA}" in lines_of(content)
