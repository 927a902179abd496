"""Canaries: every text of the store that is not meant to be published, in the published files: 0 found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from core.analysts.relations import relations
from core.services import demo, publishing
from core.store.db import Db, open_store
from tests.cast import SECRET
from tests.proofs.measure import Prove
from tests.proofs.publishing_process import NOW

CANARY = b"canary"
# Columns of text that may be published: words of ours, codes and titles of courses, and what organisations are called.
PUBLISHED = {
    "organisation": {"slug", "name", "zone", "currency"},
    "course": {"code", "title", "family", "rule", "fixed_day", "anchor"},
    "ceu_course": {"ceulid", "ceulid_key", "title", "category", "state"},
    "certificate": {"state"},
    "completion": {"source"},
    "assignment": {"state", "source"},
    "learner": {"family"},
    "extension": {"family"},
    "workshop": {"state"},
    "standing": {"status", "kind", "reasons"},
    "orders": {"state", "currency"},
    "order_line": {"kind"},
    "invoice": {"state"},
    "outbox": {"kind", "state"},
    "credit": {"state", "posted_as"},
    "membership": {"role"},
    "address": {"kind"},
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Db, int]]:
    """The demo with a canary in every other text, and how many were planted."""
    db = open_store(tmp_path_factory.mktemp("canaries") / "store.duckdb", SECRET)
    demo.fill(db, NOW, SECRET, "http://localhost:8501")
    with db.transaction() as tx:
        columns = tx.query(
            """
            SELECT c.table_name, c.column_name
              FROM information_schema.columns AS c
              JOIN duckdb_tables() AS t
                ON t.table_name = c.table_name
               AND NOT t.temporary
             WHERE c.data_type = 'VARCHAR'
            """
        )
        count = 0
        for table, column in columns:
            if column not in PUBLISHED.get(table, ()):
                count += tx.execute(
                    f"""UPDATE {table} SET {column} = '"canary-{table}-{column}-' || rowid || '"'"""
                    f" WHERE {column} IS NOT NULL"
                )
    yield db, count
    db.close()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".duckdb", ".parquet", ".json")]


def texts(file: Path) -> Iterator[str]:
    """Yield every cell of a published file as text: compressed bytes show only what is stored as it is."""
    with duckdb.connect(str(file), read_only=True) as own:
        for each in relations():
            if not each.argument:
                for row in own.execute(f"FROM analytics.{each.name}").fetchall():
                    yield from (str(cell) for cell in row)


def test_no_name_address_or_number_of_anybody_is_in_a_pseudonymous_file(
    planted: tuple[Db, int], tmp_path: Path, prove: Prove
) -> None:
    db, count = planted
    assert count > 500
    publishing.publish(db, tmp_path / "out", NOW, SECRET)
    found = files(tmp_path / "out")
    assert len([one for one in found if one.suffix == ".duckdb"]) == 3
    assert [path for path in found if CANARY in path.read_bytes()] == []
    for file in (one for one in found if one.suffix == ".duckdb"):
        assert [text for text in texts(file) if CANARY.decode() in text] == []
    prove(
        "canaries planted in every text that is not published, searched in bytes and cells: 0 found", count, "canaries"
    )


def test_no_key_of_a_person_is_in_a_pseudonymous_file(planted: tuple[Db, int], tmp_path: Path, prove: Prove) -> None:
    db, _ = planted
    publishing.publish(db, tmp_path / "out", NOW, SECRET)
    with db.reading() as tx:
        keys = {row[0] for row in tx.query("SELECT person_id FROM person")}
    for file in (one for one in files(tmp_path / "out") if one.suffix == ".duckdb"):
        with duckdb.connect(str(file), read_only=True) as own:
            people = own.execute(
                "SELECT table_name, column_name FROM duckdb_columns() "
                "WHERE schema_name = 'analytics' AND column_name IN ('person', 'instructor')"
            ).fetchall()
            assert len(people) >= 10
            for table, column in people:
                shown = {row[0] for row in own.execute(f"SELECT DISTINCT {column} FROM analytics.{table}").fetchall()}
                assert not shown & keys, table
    prove("keys of persons in the columns of pseudonymous files: 0 found", len(keys), "keys")


def test_with_names_the_same_search_finds_them(planted: tuple[Db, int], tmp_path: Path, prove: Prove) -> None:
    db, _ = planted
    publishing.publish(db, tmp_path / "out", NOW, SECRET, named=True)
    shelf = tmp_path / "out" / "named"
    found = {text for text in texts(shelf / "analytics-1.duckdb") if CANARY.decode() in text}
    kinds = {re.sub(r"-\d+\"$", "", text).strip('"') for text in found}
    assert {
        "canary-person-first_name",
        "canary-person-last_name",
        "canary-address-address",
        "canary-certificate-number",
        "canary-workshop-name",
    } <= kinds
    assert CANARY in (shelf / "analytics-1.duckdb").read_bytes()
    prove("control: the same canaries in a file with names are found, in its bytes too", len(found), "canaries")
