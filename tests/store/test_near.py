"""Near matches: who is meant by a slip, and who is never named."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model import OrgId, Role
from core.store import classification, near, near_signatures, people
from core.store.db import Db, open_store
from core.store.near import NearMatch
from core.store.people import folded
from tests.cast import MEIS_SECOND, SECRET, Cast
from tests.services.scenes import Scene, harbour_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def asked(db: Db, org: OrgId, *rows: tuple[str, str]) -> list[NearMatch]:
    """Return what is proposed for rows of an address and a name."""
    with db.reading() as tx:
        tx.load_rows(
            "near_asked",
            {
                "row_at": (pa.int64(), list(range(len(rows)))),
                "address": (pa.string(), [address for address, _ in rows]),
                "name_key": (pa.string(), [classification.name_key(folded(name)) for _, name in rows]),
            },
        )
        return near.find(tx, org)


def proposed(cast: Cast, address: str, name: str = "") -> str:
    """Return the address that is proposed in Harbour, and why; empty for nobody."""
    found = asked(cast.db, cast.harbour.org_id, (address, name))
    return f"{found[0].address}, {found[0].because}" if found else ""


@pytest.mark.parametrize(
    "slip",
    ["ana.sliva@example.org", "ana.siva@example.org", "ana.sillva@example.org", "ana.silba@example.org",
     "ana.silva@exmaple.org", "ana.silva@example.com", "ana.silva@mail.example.org"],
)  # fmt: skip
def test_one_slip_of_the_finger_finds_whom_it_means(scene: Scene, slip: str) -> None:
    assert proposed(scene.cast, slip) == "ana.silva@example.org, near address"
    assert proposed(scene.cast, slip, "Silva Ana") == "ana.silva@example.org, near address"


def test_the_same_name_under_another_address_speaks_in_any_order_of_its_words(scene: Scene) -> None:
    assert proposed(scene.cast, "a.s@elsewhere.net", "SILVA Ana") == "ana.silva@example.org, same name"
    assert proposed(scene.cast, "a.s@elsewhere.net", "Ana") == ""
    assert proposed(scene.cast, "a.s@elsewhere.net") == ""


@pytest.mark.parametrize(
    ("address", "name"),
    [("ann.sliva@example.org", ""), ("ana.silva@elsewhere.net", ""), ("ana.silva@elsewhere.net", "Ana Souza")],
)
def test_two_slips_or_another_domain_alone_say_nothing(scene: Scene, address: str, name: str) -> None:
    assert proposed(scene.cast, address, name) == ""


def test_two_full_names_without_a_word_in_common_are_two_people(scene: Scene) -> None:
    assert proposed(scene.cast, "ana.silv@example.org", "Ruth Adler") == ""
    assert proposed(scene.cast, "ana.silv@example.org", "Ana Maria Silva") != ""


def test_numbers_tell_people_apart_unless_their_names_agree(scene: Scene) -> None:
    scene.person("Eva", "Lind", "e12345@example.org")
    assert proposed(scene.cast, "e12346@example.org") == ""
    assert proposed(scene.cast, "e12346@example.org", "Eva Lund") == ""
    assert proposed(scene.cast, "e12346@example.org", "Eva Lind") == "e12345@example.org, near address"


def test_where_two_people_are_equally_near_nobody_is_named(scene: Scene) -> None:
    scene.person("Ann", "Lee", "lee.a@example.org")
    scene.person("Abe", "Lee", "lee.b@example.org")
    assert proposed(scene.cast, "lee.c@example.org") == ""
    assert proposed(scene.cast, "lee.c@example.org", "Abe Lee") == "lee.b@example.org, near address"


def test_whoever_is_known_elsewhere_only_is_never_named(cast: Cast) -> None:
    assert asked(cast.db, cast.harbour.org_id, ("nil@north.example.org", "Nils Holm")) == []
    found = asked(cast.db, cast.north.org_id, ("nil@north.example.org", ""))
    assert [one.person_id for one in found] == [cast.nils.person_id]
    with cast.db.transaction() as tx:
        people.add_person(tx, "Nils", "Holmberg", "nils.holmberg@north.example.org", cast.now, verified=True)
    assert asked(cast.db, cast.harbour.org_id, ("nils.holmber@north.example.org", "Nils Holmberg")) == []


def test_a_completion_makes_known_and_an_ended_role_does_not(scene: Scene) -> None:
    cast = scene.cast
    eva = scene.person("Eva", "Lindgren", "eva.lindgren@example.org")
    with cast.db.transaction() as tx:
        people.end_membership(tx, cast.harbour.org_id, eva, Role.HOLDER, cast.now)
    assert proposed(cast, "eva.lindgen@example.org") == ""
    with cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
            VALUES (nextval('ids'), $org, $who, $course, $day, 'online', $now)
            """,
            org=cast.harbour.org_id,
            who=eva,
            course=scene.online.course_id,
            day=date(2025, 9, 1),
            now=cast.now,
        )
    assert proposed(cast, "eva.lindgen@example.org") == "eva.lindgren@example.org, near address"


def test_every_address_of_a_person_speaks_for_them(cast: Cast) -> None:
    assert proposed(cast, "mei.tnaka@university.example.net") == f"{MEIS_SECOND}, near address"


def test_every_door_that_addresses_come_in_by_signs_them(scene: Scene) -> None:
    from tests.proofs.test_one_address_one_person import brought_in

    olga = scene.cast.desk_of(scene.cast.olga)
    brought_in(olga, "people", "email,first_name,other_emails\nruth.adler@example.org,Ruth,ruth.private@example.net\n")
    brought_in(olga, "completions", "email,course,completed_on\nida.klein@example.org,BLS,2026-01-02\n")
    brought_in(olga, "certificates", "email,course,certified_on\nivo.horvat@example.org,BLS,2026-01-02\n")
    for slip in ("ruth.alder@example.org", "ruth.privte@example.net", "ida.kleim@example.org", "ivo.hovat@example.org"):
        assert proposed(scene.cast, slip) != "", slip


def test_signatures_of_another_engine_are_made_anew_when_the_store_is_opened(cast: Cast) -> None:
    with cast.db.transaction() as tx:
        tx.execute("UPDATE address_signature SET signature = 0")
        tx.execute("UPDATE instance SET value = 'v0.9' WHERE name = 'signatures'")
    assert proposed(cast, "mei.tnaka@university.example.net") == ""
    path = cast.db.path
    cast.db.close()
    cast.db = open_store(path, SECRET)
    assert proposed(cast, "mei.tnaka@university.example.net") != ""


def test_without_signatures_a_slip_finds_nobody(cast: Cast) -> None:
    """Control: what the tests above see is the work of the signatures."""
    with cast.db.transaction() as tx:
        tx.execute("DELETE FROM address_signature")
    assert proposed(cast, "mei.tnaka@university.example.net") == ""


LOCAL = st.text("abcdeé.", min_size=4, max_size=9)


def slips(word: str) -> set[str]:
    """Return every text that is one missing, added, wrong or exchanged character away."""
    letters = "abcdeé."
    cut = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in cut if right),
        *(left + one + right for left, right in cut for one in letters),
        *(left + one + right[1:] for left, right in cut if right for one in letters),
        *(left + right[1] + right[0] + right[2:] for left, right in cut if len(right) > 1),
    } - {word}


@settings(max_examples=30)
@given(word=LOCAL)
def test_no_single_slip_escapes_the_signatures(word: str) -> None:
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE TABLE spelled (local VARCHAR)")
    connection.execute("INSERT INTO spelled SELECT unnest($all)", {"all": [word, *slips(word)]})
    signed = connection.execute(f"""
        WITH placed AS (SELECT local, unnest(range(0, length(local) + 1)) AS place FROM spelled)
        SELECT local, {near_signatures.SIGNATURE} FROM placed
    """).fetchall()
    own = {signature for local, signature in signed if local == word}
    assert {local for local, signature in signed if signature in own} == {word, *slips(word)}
