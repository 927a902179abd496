"""People come in: known by any address, filled cells replace, empty ones leave, and nobody else's people change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.people import folded
from tests.services.importing import Bodies, Cells, completions, counted, people, two_bodies

ANA = {"email": "ana@harbour.example.org", "first_name": "Ana", "last_name": "Silva"}
MEI: Cells = {
    "email": "mei@tanaka.example.org",
    "first_name": "Mei",
    "last_name": "Tanaka",
    "others": ["mei@work.example.org"],
    "external_id": "00123",
    "verified": True,
}


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    with two_bodies(tmp_path) as made:
        yield made


def test_a_new_person_comes_in_whole(bodies: Bodies) -> None:
    assert counted(people(bodies.harbour, MEI)) == (1, 0, 0, [])
    assert bodies.addresses("mei@work.example.org") == [
        ("mei@tanaka.example.org", "primary", True),
        ("mei@work.example.org", "alternate", True),
    ]
    assert bodies.names("mei@work.example.org") == ("Mei", "Tanaka")
    assert bodies.rows("SELECT role FROM membership") == [("holder",)]
    assert bodies.rows("SELECT external_id FROM external_id") == [("00123",)]


def test_the_same_file_again_changes_nothing(bodies: Bodies) -> None:
    people(bodies.harbour, MEI, ANA)
    before = bodies.rows("SELECT * FROM person ORDER BY ALL"), bodies.rows("SELECT * FROM address ORDER BY ALL")
    assert counted(people(bodies.harbour, MEI, ANA)) == (0, 0, 2, [])
    assert before == (
        bodies.rows("SELECT * FROM person ORDER BY ALL"),
        bodies.rows("SELECT * FROM address ORDER BY ALL"),
    )


def test_a_filled_cell_replaces_and_an_empty_one_leaves(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    changed = {"email": "mei@tanaka.example.org", "last_name": "Sato", "external_id": "7"}
    assert counted(people(bodies.harbour, changed)) == (0, 1, 0, [])
    assert bodies.names("mei@tanaka.example.org") == ("Mei", "Sato")
    assert bodies.rows("SELECT external_id FROM external_id") == [("7",)]
    assert len(bodies.addresses("mei@tanaka.example.org")) == 2


def test_an_alternate_address_finds_the_person(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    row = {"email": "mei@work.example.org", "first_name": "Mei", "others": ["mei@third.example.org"]}
    assert counted(people(bodies.harbour, row)) == (0, 1, 0, [])
    assert bodies.owner("mei@third.example.org") == bodies.owner("mei@tanaka.example.org")
    assert ("mei@tanaka.example.org", "primary", True) in bodies.addresses("mei@third.example.org")


def test_a_known_other_address_finds_the_person_of_a_new_one(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    row = {"email": "mei@new.example.org", "others": ["mei@work.example.org"]}
    assert counted(people(bodies.harbour, row)) == (0, 1, 0, [])
    assert ("mei@new.example.org", "alternate", False) in bodies.addresses("mei@work.example.org")


def test_no_never_takes_a_proof_away_and_yes_adds_one(bodies: Bodies) -> None:
    people(bodies.harbour, MEI, ANA)
    assert counted(people(bodies.harbour, {**MEI, "verified": False})) == (0, 0, 1, [])
    assert counted(people(bodies.harbour, {**ANA, "verified": True})) == (0, 1, 0, [])
    assert bodies.addresses("ana@harbour.example.org") == [("ana@harbour.example.org", "primary", True)]
    assert bodies.addresses("mei@tanaka.example.org")[0][2]


def test_archived_follows_the_file_and_stays_when_it_is_silent(bodies: Bodies) -> None:
    people(bodies.harbour, {**ANA, "archived": True})
    assert counted(people(bodies.harbour, ANA)) == (0, 0, 1, [])
    assert len(bodies.rows("SELECT * FROM archived_person")) == 1
    assert counted(people(bodies.harbour, {**ANA, "archived": False})) == (0, 1, 0, [])
    assert bodies.rows("SELECT * FROM archived_person") == []


def test_two_rows_of_one_person_are_one_person_and_the_last_filled_cell_counts(bodies: Bodies) -> None:
    first = {"email": "mei@tanaka.example.org", "first_name": "May", "others": ["mei@work.example.org"]}
    second = {"email": "mei@work.example.org", "first_name": "Mei", "last_name": "Tanaka"}
    assert counted(people(bodies.harbour, first, second)) == (1, 0, 1, [])
    assert bodies.names("mei@tanaka.example.org") == ("Mei", "Tanaka")
    assert counted(people(bodies.harbour, first, second)) == (0, 0, 2, [])


def test_rows_that_share_only_an_office_address_are_not_one_person(bodies: Bodies) -> None:
    office = ["office@harbour.example.org"]
    ben = {"email": "ben@harbour.example.org", "first_name": "Ben", "others": office}
    assert counted(people(bodies.harbour, {**ANA, "others": office}, ben)) == (1, 0, 0, [(3, "ADDRESS_TAKEN")])
    assert bodies.owner("office@harbour.example.org") == bodies.owner("ana@harbour.example.org")
    assert bodies.owner("ben@harbour.example.org") is None
    assert counted(people(bodies.harbour, {**ANA, "others": office}, ben)) == (0, 0, 1, [(3, "ADDRESS_TAKEN")])
    assert bodies.owner("ben@harbour.example.org") is None


def test_two_people_of_the_store_are_never_joined_by_a_file(bodies: Bodies) -> None:
    people(bodies.harbour, MEI, ANA)
    row = {"email": "ana@harbour.example.org", "others": ["mei@work.example.org"]}
    innocent = {"email": "mei@tanaka.example.org", "first_name": "Mei-Ling"}
    assert counted(people(bodies.harbour, row, innocent)) == (0, 1, 0, [(2, "TWO_PEOPLE")])
    assert bodies.owner("ana@harbour.example.org") != bodies.owner("mei@work.example.org")
    chain = {"email": "x@harbour.example.org", "others": ["mei@work.example.org"]}
    other = {"email": "ana@harbour.example.org", "others": ["x@harbour.example.org"]}
    assert counted(people(bodies.harbour, chain, other)) == (0, 1, 0, [(3, "TWO_PEOPLE")])  # the first row counts
    assert bodies.owner("x@harbour.example.org") == bodies.owner("mei@work.example.org")
    assert counted(people(bodies.harbour, chain, other)) == (0, 0, 1, [(3, "TWO_PEOPLE")])


def test_the_bodys_own_number_finds_whoever_comes_under_a_new_address(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    moved: Cells = {"email": "mei.sato@harbour.example.org", "first_name": "Mei", "last_name": "Sato"}
    moved["external_id"] = "00123"
    assert counted(people(bodies.harbour, moved)) == (0, 1, 0, [])
    assert bodies.owner("mei.sato@harbour.example.org") == bodies.owner("mei@tanaka.example.org")
    assert ("mei.sato@harbour.example.org", "alternate", False) in bodies.addresses("mei@tanaka.example.org")
    assert bodies.names("mei@tanaka.example.org") == ("Mei", "Sato")
    assert counted(people(bodies.harbour, moved)) == (0, 0, 1, [])


def test_a_number_finds_nobody_of_quite_another_name_nor_whom_another_row_finds(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    slip = {**ANA, "external_id": "00123"}
    assert counted(people(bodies.harbour, slip)) == (0, 0, 0, [(2, "NUMBER_TAKEN")])
    namesake = {**ANA, "first_name": "Mei", "external_id": "00123"}
    found = {"email": "mei@work.example.org", "first_name": "Mei"}
    assert counted(people(bodies.harbour, namesake, found)) == (0, 0, 1, [(2, "NUMBER_TAKEN")])
    assert bodies.owner("ana@harbour.example.org") is None


def test_a_number_of_somebody_known_elsewhere_too_proposes_the_new_address(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    people(bodies.north, {"email": "mei@tanaka.example.org"})
    moved: Cells = {"email": "mei.new@harbour.example.org", "external_id": "00123"}
    assert counted(people(bodies.harbour, moved)) == (0, 0, 0, [(2, "KNOWN_ELSEWHERE")])
    assert bodies.owner("mei.new@harbour.example.org") is None


def test_the_bodys_own_number_belongs_to_one_person(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    assert counted(people(bodies.harbour, {**ANA, "external_id": "00123"})) == (0, 0, 0, [(2, "NUMBER_TAKEN")])
    twice = [{**ANA, "external_id": "5"}, {"email": "ben@harbour.example.org", "external_id": "5"}]
    assert counted(people(bodies.harbour, *twice)) == (1, 0, 0, [(3, "NUMBER_TAKEN")])
    assert counted(people(bodies.north, {"email": "nils@north.example.org", "external_id": "00123"})) == (1, 0, 0, [])


def test_a_number_can_be_handed_on_within_one_file(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    rows = [{**ANA, "external_id": "00123"}, {"email": "mei@work.example.org", "external_id": "00124"}]
    assert counted(people(bodies.harbour, *rows)) == (1, 1, 0, [])
    assert counted(people(bodies.harbour, *rows)) == (0, 0, 2, [])


def test_somebody_known_elsewhere_too_is_changed_by_a_proposal_only(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    row = {
        "email": "mei@tanaka.example.org",
        "first_name": "May",
        "others": ["mailbox@north.example.org"],
        "verified": True,
        "external_id": "N-1",
        "archived": True,
    }
    assert counted(people(bodies.north, row)) == (0, 0, 0, [(2, "KNOWN_ELSEWHERE")])
    assert bodies.names("mei@tanaka.example.org") == ("Mei", "Tanaka")
    assert bodies.owner("mailbox@north.example.org") is None
    assert bodies.rows("SELECT change, state FROM proposal") == [
        (
            '{"addresses": [{"address": "mailbox@north.example.org", "verified": true}], '
            '"first_name": "May", "last_name": "Tanaka"}',
            "open",
        )
    ]
    # What is the organisation's own goes in all the same.
    org = bodies.north.actor.org_id
    assert bodies.rows("SELECT role FROM membership WHERE org_id = $org", org=org) == [("holder",)]
    assert bodies.rows("SELECT external_id FROM external_id WHERE org_id = $org", org=org) == [("N-1",)]
    assert len(bodies.rows("SELECT * FROM archived_person WHERE org_id = $org", org=org)) == 1
    people(bodies.north, row)
    assert bodies.rows("SELECT count(*) FROM proposal") == [(1,)]


def test_somebody_known_elsewhere_who_is_left_as_is_becomes_a_holder_without_a_problem(bodies: Bodies) -> None:
    people(bodies.harbour, MEI)
    same = {"email": "mei@work.example.org", "first_name": "Mei", "last_name": "Tanaka"}
    assert counted(people(bodies.north, same)) == (1, 0, 0, [])
    assert counted(people(bodies.north, same)) == (0, 0, 1, [])


def test_a_completion_elsewhere_is_enough_to_be_known_there(bodies: Bodies) -> None:
    completions(
        bodies.north,
        {"email": "kim@example.org", "first_name": "Kim", "course": "FA", "completed_on": bodies.north.today},
    )
    assert counted(people(bodies.harbour, {"email": "kim@example.org", "first_name": "Kym"}))[3] == [
        (2, "KNOWN_ELSEWHERE")
    ]
    assert bodies.names("kim@example.org") == ("Kim", "")


def test_a_dry_run_says_the_same_and_does_nothing(bodies: Bodies) -> None:
    assert counted(people(bodies.harbour, MEI, ANA, dry_run=True)) == (2, 0, 0, [])
    assert bodies.rows("SELECT count(*) FROM person") == [(0,)]
    assert bodies.rows("SELECT count(*) FROM batch") == [(0,)]
    assert counted(people(bodies.harbour, MEI, ANA)) == (2, 0, 0, [])


def test_one_import_is_one_batch_and_one_audit_entry(bodies: Bodies) -> None:
    outcome = people(bodies.harbour, MEI, ANA)
    assert bodies.rows("SELECT batch_id, kind, state, counts FROM batch") == [
        (outcome.batch_id, "import", "done", '{"new": 2, "unchanged": 0, "updated": 0}')
    ]
    subject = f"batch:{outcome.batch_id}"
    assert bodies.rows("SELECT action FROM audit WHERE subject = $subject", subject=subject) == [("people.imported",)]


def test_search_text_is_folded_like_everywhere_else(bodies: Bodies) -> None:
    names = [("Łukasz", "Ångström"), ("ANNA", "van der  Berg"), ("Straße", "ﬁnn"), ("İpek", "Çelik"), ("毛", "泽东")]
    rows = [{"email": f"p{at}@x.org", "first_name": a, "last_name": b} for at, (a, b) in enumerate(names)]
    people(bodies.harbour, *rows)
    found = bodies.rows("SELECT first_name, last_name, search_text FROM person")
    assert len(found) == len(names)
    for first, last, text in found:
        assert text == folded(first, last)


UNIT = {"department": "Wards", "location": "Quay", "manager": "nora@harbour.example.org"}


def units_of(bodies: Bodies) -> list[tuple[object, ...]]:
    return bodies.rows("""
        SELECT o.slug, a.address, u.department, u.location, u.manager
          FROM person_unit AS u
          JOIN organisation AS o ON o.org_id = u.org_id
          JOIN address AS a ON a.person_id = u.person_id AND a.kind = 'primary'
         ORDER BY o.slug, a.address
    """)


def test_where_people_work_comes_in_and_the_same_file_again_says_nothing_new(bodies: Bodies) -> None:
    assert counted(people(bodies.harbour, {**ANA, **UNIT}, MEI)) == (2, 0, 0, [])
    assert units_of(bodies) == [("harbour", "ana@harbour.example.org", "Wards", "Quay", "nora@harbour.example.org")]
    assert counted(people(bodies.harbour, {**ANA, **UNIT}, MEI)) == (0, 0, 2, [])


def test_another_department_is_a_change_and_empty_cells_leave_the_rest(bodies: Bodies) -> None:
    people(bodies.harbour, {**ANA, **UNIT})
    assert counted(people(bodies.harbour, {"email": ANA["email"], "department": "Yard"})) == (0, 1, 0, [])
    assert counted(people(bodies.harbour, {"email": ANA["email"], "department": ""})) == (0, 0, 1, [])
    assert units_of(bodies) == [("harbour", "ana@harbour.example.org", "Yard", "Quay", "nora@harbour.example.org")]


def test_of_several_rows_about_one_person_the_last_filled_cell_of_each_column_counts(bodies: Bodies) -> None:
    rows = [{**ANA, **UNIT}, {**ANA, "department": "Yard"}, {**ANA, "manager": "Ben Osei"}]
    assert counted(people(bodies.harbour, *rows)) == (1, 0, 2, [])
    assert units_of(bodies) == [("harbour", "ana@harbour.example.org", "Yard", "Quay", "Ben Osei")]


def test_where_somebody_works_is_each_organisations_own(bodies: Bodies) -> None:
    people(bodies.harbour, {**ANA, **UNIT})
    assert counted(people(bodies.north, {"email": ANA["email"], "department": "Clinic"})) == (1, 0, 0, [])
    renamed = {"email": ANA["email"], "first_name": "Anna", "department": "Surgery"}
    assert counted(people(bodies.north, renamed)) == (0, 0, 0, [(2, "KNOWN_ELSEWHERE")])
    assert [(row[0], row[2], row[3]) for row in units_of(bodies)] == [
        ("harbour", "Wards", "Quay"),
        ("north", "Surgery", ""),
    ]


def test_a_preview_of_units_counts_what_would_change_and_changes_nothing(bodies: Bodies) -> None:
    people(bodies.harbour, {**ANA, **UNIT}, MEI)
    rows = [{**ANA, "location": "Hill"}, MEI]
    assert counted(people(bodies.harbour, *rows, dry_run=True)) == (0, 1, 1, [])
    assert units_of(bodies)[0][3] == "Quay"
