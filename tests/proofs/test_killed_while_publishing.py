"""kill -9 during publication: the pointer leads to the old version or to the new one, and each is whole."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.analysts.relations import relations
from core.services import demo
from core.store.db import open_store
from tests.cast import SECRET
from tests.proofs import publishing_process
from tests.proofs.measure import FULL, Prove, share

AT_RANDOM = share(40)
AT_POINTS = 2 if FULL else 1  # times each of five named points
LONGEST = 2.5  # seconds: longer than all files of the demo take

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.proofs.warm_fork"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's store, made once."""
    path = tmp_path_factory.mktemp("filled") / "store.duckdb"
    db = open_store(path, SECRET)
    demo.fill(db, publishing_process.NOW, SECRET, "http://localhost:8501")
    db.close()
    return path


def start(work: Callable[..., None], *words: object) -> tuple[ForkServerProcess, Any]:
    """Start a publishing process; return it, and what it says, once it has the store."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=work, args=(*words[:2], theirs, *words[2:]), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == ("open",)
    return process, ours


def said_of(process: ForkServerProcess, said: Any) -> dict[str, int]:
    """Return the newest versions that a dead process said it had published."""
    process.join(30)
    assert process.exitcode == -9
    newest: dict[str, int] = {}
    while True:
        try:
            _, versions = said.recv()
        except EOFError:
            return newest
        newest |= versions


def versions_in(folder: Path) -> dict[str, int]:
    """Return the current version of every shelf, each looked at and found whole."""
    found = {}
    for pointer in folder.rglob("current.json"):
        told = json.loads(pointer.read_text(encoding="utf-8"))
        assert_whole(pointer.parent, told)
        found["*" if pointer.parent == folder else pointer.parent.name] = int(told["version"])
    return found


def assert_whole(shelf: Path, told: dict[str, Any]) -> None:
    with duckdb.connect(str(shelf / told["file"]), read_only=True) as own:
        assert own.execute("SELECT version FROM analytics.about").fetchall() == [(told["version"],)]
        for thing, rows in own.execute("SELECT thing, sum(rows) FROM analytics.reconcile_counts GROUP BY 1").fetchall():
            assert own.execute(f"SELECT count(*) FROM analytics.{thing}").fetchall() == [(rows,)], thing
        for each in relations():
            if each.argument:
                own.execute(f"FROM analytics.{each.name}(DATE '2026-01-01')").fetchall()
                continue
            rows = own.execute(f"SELECT count(*) FROM analytics.{each.name}").fetchall()
            parquet = shelf / told["parquet"] / f"{each.name}.parquet"
            assert own.execute(f"SELECT count(*) FROM '{parquet}'").fetchall() == rows, each.name


def test_a_publication_killed_at_random_leaves_the_old_version_or_the_new(
    tmp_path: Path, filled: Path, prove: Prove
) -> None:
    store, folder, chance = tmp_path / "store.duckdb", tmp_path / "out", random.Random(7)
    store.write_bytes(filled.read_bytes())
    before: dict[str, int] = {}
    for _ in range(AT_RANDOM):
        process, said = start(publishing_process.work, str(store), str(folder), None)
        time.sleep(chance.uniform(0.05, LONGEST))
        process.kill()
        acknowledged = said_of(process, said)
        now = versions_in(folder)
        for slug, version in (before | acknowledged).items():
            assert now[slug] >= version, slug
        before = now
    assert before
    prove(
        "kill -9 of a publication at random: the pointer leads to a whole version, the old or the new",
        AT_RANDOM,
        "kills",
    )


@pytest.mark.parametrize("point", publishing_process.POINTS)
def test_a_publication_killed_at_a_point_leaves_the_old_version_or_the_new(
    tmp_path: Path, filled: Path, prove: Prove, point: str
) -> None:
    store, folder = tmp_path / "store.duckdb", tmp_path / "out"
    store.write_bytes(filled.read_bytes())
    process, said = start(publishing_process.work, str(store), str(folder), None)
    assert said.recv()[0] == "published"
    process.kill()
    said_of(process, said)
    for _ in range(AT_POINTS):
        before = versions_in(folder)
        process, said = start(publishing_process.work, str(store), str(folder), point)
        assert said_of(process, said) == {}
        now = versions_in(folder)
        moved = point == "after the pointer has moved"
        assert (now["*"] > before["*"]) == moved  # the owner's is made first
        assert now["harbour"] == before["harbour"]
    prove(f"kill -9 {point} of a publication: all of a version or none of it", AT_POINTS, "kills")


def test_without_a_draft_the_same_kill_leaves_half_a_file_under_the_pointer(
    tmp_path: Path, filled: Path, prove: Prove
) -> None:
    store, folder = tmp_path / "store.duckdb", tmp_path / "out"
    store.write_bytes(filled.read_bytes())
    process, said = start(publishing_process.without_drafts, str(store), str(folder))
    said_of(process, said)
    with pytest.raises((duckdb.Error, AssertionError)):
        versions_in(folder)
    prove("control: written straight under its name, the same kill leaves half a file there", 1, "kill")
