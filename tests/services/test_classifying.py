"""A list classified without a workshop stands as the workshop's roster does, and names are compared by one rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NoCourseChosen
from core.model import Known, PersonId
from core.rules.eligibility import name_differs, name_key
from core.rules.verdict import Heed
from core.services import classifying, rosters
from core.services.standing_words import parsed_warnings
from core.store import classification, classified
from core.store.people import folded
from tests.cast import NOW, Cast, open_cast
from tests.services.scenes import HELD, Scene, harbour_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


LINES = (
    "Ana;Silva;ana.silva@example.org",
    "Anna;Sylva;ANA.SILVA@example.org",
    "Mei;Tanaka;mei@university.example.net",
    "Tanaka;Mei;mei@clinic.example.com",
    "Una;Known;nobody@example.org",
)


def test_a_list_stands_as_the_roster_of_a_workshop_does(scene: Scene) -> None:
    desk = scene.cast.desk_of(scene.cast.andrea)
    workshop = scene.workshop()
    scene.upload(workshop, *LINES)
    content = "\n".join(["First name;Last name;E-mail", *LINES]).encode()
    listed = classifying.classify_file(desk, content, "roster.csv", ["BLS"], HELD)
    _, on_screen = rosters.rows(desk, workshop, rosters.EVERYBODY, worst_first=False)
    assert len(listed.rows) == len(LINES)
    assert [(row.line, row.person, row.verdict) for row in listed.rows] == [
        (row.standing.line, row.standing.person_id, row.verdict) for row in on_screen
    ]


def test_a_list_for_no_course_is_refused(scene: Scene) -> None:
    with pytest.raises(NoCourseChosen):
        classifying.classify_file(scene.cast.desk_of(scene.cast.olga), b"E-mail\na@example.org\n", "r.csv", [], HELD)


LETTERS = "abcÄäéÉßẞİıłŁøæœžŻšñçğðþσςΣЖжЁёйאب中かがガﬁℌ²Ⅷ" + "\u0301\u0308\u0327\u00a0 '-.\u200d\u00b4"
words = st.one_of(
    st.text(LETTERS, max_size=8),
    st.text(max_size=6),
    st.sampled_from(("Ana", "ANA", "ána", "Silva", "de la Cruz", "O'Neil", "Ana Silva", "Silva Ána", "")),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, filled_store: Path) -> Iterator[Cast]:
    """One store for all examples: each of them is rolled back."""
    cast = open_cast(tmp_path_factory.mktemp("names"), filled_store)
    harbour_scene(cast)
    yield cast
    cast.db.close()


@settings(max_examples=60, deadline=None)
@given(names=st.lists(st.tuples(words, words, words, words), min_size=1, max_size=30))
def test_the_store_compares_names_as_the_rule_does(names: list[tuple[str, str, str, str]], store: Cast) -> None:
    with store.db.reading() as tx:
        org = store.harbour.org_id
        ids = [10_000_000 + at for at in range(len(names))]
        tx.load_rows(
            "named",
            {
                "id": (pa.int64(), ids),
                "search": (pa.string(), [folded(first, last) for _, _, first, last in names]),
            },
        )
        tx.execute("INSERT INTO person SELECT id, '', '', search, $now FROM named", now=NOW)
        tx.execute("INSERT INTO address SELECT 'p' || id || '@x.org', id, 'primary', NULL, $now FROM named", now=NOW)
        tx.execute("INSERT INTO membership SELECT $org, id, 'holder', $now, NULL FROM named", org=org, now=NOW)
        keys = [name_key(first, last) for first, last, _, _ in names]
        course = tx.value("SELECT min(course_id) FROM course")
        rows = classified.classify_list(
            tx, org, HELD, ids, [f"p{one}@x.org" for one in ids], keys, [course], retakes=False
        )
    by_store = [Heed.NAME_DIFFERS in parsed_warnings(row.warnings) for row in rows]
    by_rule = [name_differs(a, b, Known(PersonId(1), first, last)) for a, b, first, last in names]
    assert by_store == by_rule


@given(first=words, last=words)
def test_what_is_kept_of_a_name_on_a_roster_is_what_the_rule_compares(first: str, last: str) -> None:
    assert classification.name_key(folded(first, last)) == name_key(first, last)
