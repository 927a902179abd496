"""Whatever a people file says: nobody is joined or stolen, and the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import OrgId, Role
from core.store import checks, organisations, people
from core.store.db import Db, Tx, open_store
from core.store.imports import groups, matching, staging
from core.store.imports import people as people_import
from core.store.imports.staging import Counts, Left
from tests.services.importing import chunk

NOW = datetime.fromisoformat("2026-03-01T09:00")
ADDRESSES = [f"{letter}@example.org" for letter in "abcdefg"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(ADDRESSES),
            "first_name": st.sampled_from(["", "Ana", "Ben"]),
            "last_name": st.sampled_from(["", "Silva"]),
            "others": st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True),
            "external_id": st.sampled_from(["", "", "1", "2"]),
            "verified": st.sampled_from([None, True, False]),
            "archived": st.sampled_from([None, True, False]),
            "department": st.sampled_from(["", "", "Wards", "Yard"]),
            "manager": st.sampled_from(["", "", "Nora Lind", "a@example.org"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    """A store where a and b are two people here, c is known elsewhere too, and d is known elsewhere only."""
    store = open_store(Path(tmp_path_factory.mktemp("imports")) / "store.duckdb", b"key")
    with store.transaction() as tx:
        here, elsewhere = (organisations.add(tx, slug, slug, "UTC", "EUR", NOW).org_id for slug in ("here", "else"))
        for address, orgs in (("a", [here]), ("b", [here]), ("c", [here, elsewhere]), ("d", [elsewhere])):
            person = people.add_person(tx, "Ana", "Silva", f"{address}@example.org", NOW, verified=False)
            for org in orgs:
                people.add_membership(tx, org, person, Role.HOLDER, NOW)
        tx.execute("INSERT INTO external_id SELECT $org, '1', min(person_id) FROM person", org=here)
    yield store
    store.close()


def bring(tx: Tx, org: OrgId, rows: list[dict[str, Any]]) -> tuple[Counts, list[Left]]:
    given_rows = chunk(staging.PEOPLE, rows)
    tx.load_table("staged_people", given_rows.rows)
    tx.load_table("staged_other", given_rows.others)
    left = matching.match(tx, org)
    counts, proposed = people_import.write(tx, org, NOW)
    return counts, [*left, *proposed]


def owners(tx: Tx) -> dict[str, int]:
    return dict(tx.query("SELECT address, person_id FROM address"))


def units_of(tx: Tx) -> list[tuple[int, int]]:
    return [
        (row[0], row[1]) for row in tx.query("SELECT org_id, person_id FROM person_unit ORDER BY org_id, person_id")
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_file_keeps_the_rules_and_says_nothing_new_the_second_time(db: Db, rows: list[dict[str, Any]]) -> None:
    with db.reading() as tx:  # rolled back: every example begins with the same store
        org = OrgId(tx.value("SELECT org_id FROM organisation WHERE slug = 'here'"))
        before = owners(tx)
        names = tx.query("SELECT person_id, first_name, last_name FROM person")
        counts, left = bring(tx, org, rows)
        assert counts.new + counts.updated + counts.unchanged + len({one.line for one in left}) == len(rows)
        after = owners(tx)
        assert before.items() <= after.items()  # an address never changes hands
        for address in ("c@example.org", "d@example.org"):
            mine = [one for one, owner in after.items() if owner == before[address]]
            assert mine == [address]  # nobody hangs a mailbox on another body's person
            kept = (before[address], "Ana", "Silva")
            assert kept in names
            assert kept in tx.query("SELECT person_id, first_name, last_name FROM person")
        assert checks.broken(tx) == []
        assert len(set(units_of(tx))) == len(units_of(tx))  # a person works in one place of an organisation
        working = units_of(tx)
        again, left_again = bring(tx, org, rows)
        assert (again.new, again.updated) == (0, 0)
        assert units_of(tx) == working
        assert [one.line for one in left_again] == [one.line for one in left]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20))
def test_leaders_are_the_lowest_of_what_is_connected(pairs: list[tuple[int, int]]) -> None:
    led = groups.leaders(pairs)
    for one, other in pairs:
        assert led.get(one, one) == led.get(other, other)
    for number in {each for pair in pairs for each in pair}:
        connected = {number}
        while grown := {each for pair in pairs if set(pair) & connected for each in pair} - connected:
            connected |= grown
        assert led.get(number, number) == min(connected)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_lines_that_would_tie_two_people_are_refused_and_what_the_others_tie_is_never_refused_later(
    ties: list[tuple[str, str]],
) -> None:
    owner = {"a": 1, "b": 2}
    refused = groups.tying_two(said(ties, owner))
    believed = {line: tie for line, tie in enumerate(ties) if line not in refused}
    for person, address in ((1, "a"), (2, "b")):
        reached = {address}
        while grown := {each for tie in believed.values() if set(tie) & reached for each in tie} - reached:
            reached |= grown
        assert not reached & {"a", "b"} - {address}  # nobody becomes somebody else
        owner |= dict.fromkeys(reached, person)  # as it stands in the store when the file comes again
    assert groups.tying_two(said(ties, owner)) == refused


def said(ties: list[tuple[str, str]], owner: dict[str, int]) -> list[tuple[int, str, int | None]]:
    return [(line, address, owner.get(address)) for line, tie in enumerate(ties) for address in tie]
