"""A store that held records before there were facts of recertification has them once it is opened."""

from __future__ import annotations

from pathlib import Path

from core.store.db import Db, open_store
from tests.store.learner_town import Town


def _kept(db: Db) -> list[tuple[object, ...]]:
    with db.reading() as tx:
        return tx.query("SELECT org_id, person_id, family, recertify_on, due_on FROM learner ORDER BY 1, 2, 3")


def test_opening_an_upgraded_store_makes_the_facts_once(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    db = open_store(path, b"key")
    with db.transaction() as tx:
        Town(tx, 60)
    made = _kept(db)
    with db.transaction() as tx:
        tx.execute("DELETE FROM learner")
        tx.execute("INSERT INTO instance (name, value) VALUES ('learner', 'to be made')")
    db.close()

    db = open_store(path, b"key")
    assert _kept(db) == made != []
    with db.transaction() as tx:
        assert tx.value("SELECT count(*) FROM instance WHERE name = 'learner'") == 0
        tx.execute("DELETE FROM learner")
    db.close()

    db = open_store(path, b"key")
    assert _kept(db) == []  # the control: without the note nothing is made
    db.close()


def test_a_new_store_has_nothing_to_make(tmp_path: Path) -> None:
    db = open_store(tmp_path / "store.duckdb", b"key")
    with db.reading() as tx:
        assert tx.value("SELECT count(*) FROM instance WHERE name = 'learner'") == 0
    db.close()
