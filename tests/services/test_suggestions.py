"""Who may be meant by a row that nobody known here stands behind: named with evidence, never counted."""

from __future__ import annotations

from datetime import date

import pytest

from core.model import Status
from core.rules.verdict import Heed
from core.services import classifying, rosters
from core.services.rosters import RosterRow
from tests.cast import Cast, Person
from tests.services.scenes import HELD, Scene, harbour_scene

SLIP = "ana.sliva@example.org"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def suggested(row: RosterRow) -> dict[str, object]:
    """Return what the warning of a row suggests, empty for a row without one."""
    found = [one.more["suggest"] for one in row.verdict.warnings if one.code is Heed.NEAR_MATCH]
    assert len(found) <= 1
    return dict(found[0]) if found else {}  # type: ignore[call-overload]


def seen_by(scene: Scene, who: Person, workshop: int) -> dict[str, RosterRow]:
    _, found = rosters.rows(scene.cast.desk_of(who), workshop, rosters.EVERYBODY)  # type: ignore[arg-type]
    return {row.standing.address: row for row in found}


def test_staff_see_whom_a_slip_means_and_an_instructor_sees_the_address_masked(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, f"Ana;Silva;{SLIP}")
    by_staff = seen_by(scene, scene.cast.olga, workshop)[SLIP]
    assert by_staff.verdict.status is Status.INACTIVE
    assert not by_staff.verdict.selectable
    assert suggested(by_staff) == {
        "person": scene.person_of("ana.silva@example.org"),
        "email": "ana.silva@example.org",
        "name": "Ana Silva",
        "because": "near address",
    }
    by_andrea = seen_by(scene, scene.cast.andrea, workshop)[SLIP]
    assert suggested(by_andrea)["email"] == "a•••@e•••.org"
    assert "ana.silva@" not in repr(by_andrea.verdict)


def test_whoever_lacks_what_the_course_requires_is_not_suggested(scene: Scene) -> None:
    scene.person("Eva", "Lindgren", "eva.lindgren@example.org")
    scene.person("Ida", "Klein", "ida.klein@example.org", date(2021, 1, 1))
    workshop = scene.workshop()
    scene.upload(workshop, "Eva;Lindgren;eva.lindgen@example.org", "Ida;Klein;ida.klien@example.org")
    assert [suggested(row) for row in seen_by(scene, scene.cast.olga, workshop).values()] == [{}, {}]


def test_the_same_name_is_suggested_for_somebody_who_lacks_a_prerequisite_under_another_address(scene: Scene) -> None:
    scene.person("Ana", "Silva", "ana@clinic.example.net")
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana@clinic.example.net")
    row = seen_by(scene, scene.cast.olga, workshop)["ana@clinic.example.net"]
    assert row.verdict.status is Status.INACTIVE
    assert suggested(row)["because"] == "same name"


def test_whoever_stands_on_the_roster_already_is_not_meant_by_another_line(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, f"Ana;Silva;{SLIP}", "Ana;Silva;ana.silva@example.org")
    assert suggested(seen_by(scene, scene.cast.olga, workshop)[SLIP]) == {}


def test_people_of_another_organisation_are_never_revealed(scene: Scene) -> None:
    cast = scene.cast
    workshop = scene.workshop()
    scene.upload(workshop, "Nils;Holm;nil@north.example.org", "Nils;Holm;n.h@elsewhere.net")
    for row in seen_by(scene, cast.olga, workshop).values():
        assert suggested(row) == {}
        assert row.standing.person_id is None


def test_correcting_the_row_looks_again(scene: Scene) -> None:
    cast, workshop = scene.cast, scene.workshop()
    scene.upload(workshop, "Somebody;Else;somebody@elsewhere.net")
    (row,) = seen_by(scene, cast.olga, workshop).values()
    assert suggested(row) == {}
    rosters.edit(cast.desk_of(cast.andrea), workshop, row.standing.participant_id, "Ana", "Silva", SLIP)
    assert suggested(seen_by(scene, cast.olga, workshop)[SLIP])["because"] == "near address"


def test_classify_suggests_as_the_contract_says(scene: Scene) -> None:
    roster = f"First name;Last name;E-mail\nAna;Silva;{SLIP}\nNo;Body;no.body@elsewhere.net\n".encode()
    found = classifying.classify_file(scene.cast.desk_of(scene.cast.olga), roster, "r.csv", ["BLS", "ONLINE"], HELD)
    rows = found.as_json()["rows"]
    assert isinstance(rows, list)
    near = [[one for one in row["warnings"] if one["code"] == "NEAR_MATCH"] for row in rows]
    assert [len(one) for one in near] == [1, 1, 0, 0]
    assert near[0][0]["suggest"]["email"] == "ana.silva@example.org"
    assert near[0][0]["say"].startswith("Ana Silva (ana.silva@example.org) has nearly this address")
    assert rows[0]["person"] is None
    assert rows[0]["status"] == "Inactive"
