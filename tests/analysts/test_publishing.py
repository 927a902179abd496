"""Publication: what a file holds, that it is fresh and whole, and whom it names."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from core.analysts import publishing as analysts
from core.analysts.relations import relations
from core.analysts.shelf import DRAFT, LEFT_FOR, Shelf
from core.errors import NotAllowed, NotFound
from core.jobs import sweep
from core.services import organisation, publishing
from core.store import publication
from core.store.db import Db
from tests.analysts.conftest import NOW, SECRET, Press
from tests.cast import Cast

TABLES = [each for each in relations() if each.is_table]


def published(db: Db, folder: Path, now: datetime = NOW, *, only_changed: bool = False) -> list[publishing.Published]:
    return publishing.publish(db, folder, now, SECRET, only_changed=only_changed)


def test_every_table_holds_what_the_records_themselves_come_to(press: Press) -> None:
    for slug in ("harbour", "northern", None):
        counts = press.ask("SELECT thing, CAST(sum(rows) AS BIGINT) FROM analytics.reconcile_counts GROUP BY 1", slug)
        assert len(counts) >= 8
        for thing, rows in counts:
            assert press.ask(f"SELECT count(*) FROM analytics.{thing}", slug) == [(rows,)], thing


def test_what_was_ordered_is_the_same_by_course_and_month_as_in_the_orders(press: Press) -> None:
    by_month = press.ask("SELECT sum(ordered_minor), sum(settled_minor) FROM analytics.revenue_by_course_and_month")
    ordered = press.ask(
        "SELECT sum(total_minor), sum(CASE WHEN state = 'paid' THEN total_minor ELSE 0 END) "
        "FROM analytics.orders WHERE state <> 'cancelled'"
    )
    assert by_month == ordered
    assert ordered[0][0]


def test_an_organisations_file_holds_its_own_records_only_and_the_owners_all(press: Press) -> None:
    assert press.ask("SELECT DISTINCT organisation FROM analytics.people", "harbour") == [("harbour",)]
    assert press.ask("SELECT DISTINCT organisation FROM analytics.people ORDER BY 1") == [("harbour",), ("northern",)]
    assert press.ask("SELECT scope, named FROM analytics.about", "harbour") == [("harbour", False)]
    assert press.ask("SELECT scope, named FROM analytics.about", named=True) == [("*", True)]


def test_everybody_whom_a_table_speaks_of_is_in_people_under_the_same_pseudonym(press: Press) -> None:
    for table in ("certificates", "completions", "assignments", "recertification", "order_lines", "credits"):
        lost = press.ask(
            f"SELECT count(*) FROM analytics.{table} AS t WHERE t.person IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM analytics.people AS p WHERE p.person = t.person AND p.organisation = t.organisation)"
        )
        assert lost == [(0,)], table
    assert press.ask("SELECT count(*) FROM analytics.certificates WHERE person IS NULL") == [(0,)]


def test_a_pseudonym_is_one_persons_and_another_one_in_another_file(press: Press) -> None:
    assert press.ask("SELECT count(*) - count(DISTINCT (organisation, person)) FROM analytics.people") == [(0,)]
    owners = {row[0] for row in press.ask("SELECT person FROM analytics.people")}
    harbours = {row[0] for row in press.ask("SELECT person FROM analytics.people", "harbour")}
    assert harbours
    assert not owners & harbours


def test_pseudonyms_stay_and_cannot_be_made_without_the_secret(cast: Cast, tmp_path: Path) -> None:
    first, second, other = tmp_path / "first", tmp_path / "second", tmp_path / "other"
    published(cast.db, first)
    published(cast.db, second, NOW + timedelta(days=3))
    publishing.publish(cast.db, other, NOW, b"another secret")
    people = [everybody(folder / "analytics-1.duckdb") for folder in (first, second, other)]
    assert people[0] == people[1]
    assert len(people[0]) == 6
    assert not people[0] & people[2]


def everybody(file: Path) -> set[int]:
    with duckdb.connect(str(file), read_only=True) as own:
        return {row[0] for row in own.execute("SELECT person FROM analytics.people").fetchall()}


def test_parquet_says_the_same_as_the_file(press: Press) -> None:
    for each in relations():
        if each.argument:
            continue
        parquet = press.shelf("harbour") / "analytics-1" / f"{each.name}.parquet"
        differ = press.ask(
            f"SELECT count(*) FROM ((FROM analytics.{each.name} EXCEPT ALL FROM '{parquet}') UNION ALL "
            f"(FROM '{parquet}' EXCEPT ALL FROM analytics.{each.name}))",
            "harbour",
        )
        assert differ == [(0,)], each.name


def test_a_certificate_counts_on_every_day_of_its_term_and_on_no_other(press: Press) -> None:
    one = press.ask(
        "SELECT certificate, starts_on, valid_through FROM analytics.certificates "
        "WHERE state = 'issued' AND valid_through IS NOT NULL LIMIT 1",
        "harbour",
    )[0]
    certificate, starts, through = one
    assert isinstance(starts, date)
    assert isinstance(through, date)
    day = timedelta(days=1)
    for on, counts in ((starts - day, 0), (starts, 1), (through, 1), (through + day, 0)):
        macro = f"analytics.certificates_on(DATE '{on}')"
        found = press.ask(f"SELECT count(*) FROM {macro} WHERE certificate = {certificate}", "harbour")
        assert found == [(counts,)], on


def test_nothing_is_made_while_nothing_changes_and_what_changes_is_made_at_the_next_look(
    cast: Cast, tmp_path: Path
) -> None:
    assert len(published(cast.db, tmp_path / "out", only_changed=True)) == 3
    assert published(cast.db, tmp_path / "out", NOW + timedelta(minutes=1), only_changed=True) == []
    desk = cast.desk_of(cast.olga)
    organisation.save(desk, replace(organisation.view(desk).settings, name="Harbour Rescue Society"))
    made = published(cast.db, tmp_path / "out", NOW + timedelta(minutes=3), only_changed=True)
    assert [one.scope.slug for one in made] == ["*", "harbour"]
    with duckdb.connect(str(made[1].path), read_only=True) as own:
        assert own.execute("SELECT name FROM analytics.organisations").fetchall() == [("Harbour Rescue Society",)]


def test_a_new_day_is_published_though_nobody_did_anything(cast: Cast, tmp_path: Path) -> None:
    published(cast.db, tmp_path / "out", only_changed=True)
    evening = NOW.replace(hour=22, minute=59)  # 23:59 in Berlin, afternoon in New York
    assert published(cast.db, tmp_path / "out", evening, only_changed=True) == []
    made = published(cast.db, tmp_path / "out", evening + timedelta(minutes=2), only_changed=True)
    assert [one.scope.slug for one in made] == ["*", "harbour"]


def test_an_old_version_goes_when_it_was_left_long_enough_and_nobody_has_it_open(cast: Cast, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "out" / "organisations" / "harbour")
    versions = []
    for minute in (0, 1, 2):
        published(cast.db, tmp_path / "out", NOW + timedelta(minutes=minute))
        versions.append(shelf.current())
    assert [one.version for one in versions if one] == [1, 2, 3]
    assert shelf.sweep(NOW + timedelta(minutes=3)) == 0
    with duckdb.connect(str(shelf.folder / "analytics-1.duckdb"), read_only=True):
        assert shelf.sweep(NOW + timedelta(minutes=2) + LEFT_FOR) == 2  # this very process is no reader to wait for
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["analytics-3", "analytics-3.duckdb", "current.json"]


READER = """
import duckdb, sys
own = duckdb.connect(sys.argv[1], read_only=True)
print(own.execute("SELECT version FROM analytics.about").fetchall()[0][0], flush=True)
sys.stdin.readline()
print(own.execute("SELECT count(*) FROM analytics.people").fetchall()[0][0], flush=True)
"""


def test_an_old_version_stays_as_long_as_another_process_has_it_open(cast: Cast, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "out")
    published(cast.db, shelf.folder)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    program = [sys.executable, "-c", READER, str(shelf.folder / "analytics-1.duckdb")]
    with subprocess.Popen(program, **pipes) as reader:  # type: ignore[call-overload]
        assert reader.stdout.readline() == "1\n"
        published(cast.db, shelf.folder, NOW + timedelta(minutes=1))
        assert shelf.sweep(NOW + timedelta(hours=1)) == 0
        assert (shelf.folder / "analytics-1" / "people.parquet").is_file()
        said, _ = reader.communicate("go on\n")
    assert said == "6\n"
    assert shelf.sweep(NOW + timedelta(hours=1)) == 1
    assert not (shelf.folder / "analytics-1.duckdb").exists()


def test_the_pointer_says_which_file_and_of_when(cast: Cast, tmp_path: Path) -> None:
    published(cast.db, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "current.json").read_text())
    assert told["file"] == "analytics-1.duckdb"
    assert told["made_at"] == NOW.isoformat(timespec="seconds")


def test_a_run_without_names_leaves_no_file_with_names_behind(cast: Cast, tmp_path: Path) -> None:
    publishing.publish(cast.db, tmp_path / "out", NOW, SECRET, named=True)
    assert (tmp_path / "out" / "named" / "analytics-1.duckdb").is_file()
    published(cast.db, tmp_path / "out")
    assert list((tmp_path / "out").rglob("named")) == []


def test_what_else_lies_in_the_folder_is_left_alone(cast: Cast, tmp_path: Path) -> None:
    mine = [tmp_path / name for name in ("notes.txt", "draft/chapter.txt", "named/list.txt", "analytics-notes.txt")]
    for path in mine:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    publishing.publish(cast.db, tmp_path, NOW, SECRET, named=True)
    published(cast.db, tmp_path, NOW + LEFT_FOR)
    published(cast.db, tmp_path, NOW + 2 * LEFT_FOR)
    assert all(path.read_text() == "mine" for path in mine)
    assert list((tmp_path / "named").iterdir()) == [tmp_path / "named" / "list.txt"]
    assert not (tmp_path / "analytics-1.duckdb").exists()


def test_staff_and_analysts_have_their_own_organisations_file_and_nobody_elses(cast: Cast) -> None:
    ravi, nils = cast.desk_of(cast.ravi), cast.desk_of(cast.nils)
    assert publishing.edition(ravi) is None
    with pytest.raises(NotFound):
        publishing.file(ravi, None)
    published(cast.db, publishing.folder_beside(cast.db.path), cast.now - timedelta(seconds=42))
    edition = publishing.edition(ravi)
    assert edition
    assert (edition.version, edition.age_seconds) == (1, 42)
    assert publishing.file(ravi, 1).parent.name == "harbour"
    assert publishing.file(nils, None, "people").parents[1].name == "north"
    for table in ("../../north/analytics-1", "person", "certificates_on"):
        with pytest.raises(NotFound):
            publishing.file(ravi, None, table)
    with pytest.raises(NotFound):
        publishing.file(ravi, 2)
    for person in (cast.andrea, cast.mei):
        with pytest.raises(NotAllowed):
            publishing.edition(cast.desk_of(person))


def test_a_draft_of_somebody_who_was_killed_is_swept_away_by_the_next(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "out" / DRAFT / "analytics-1").mkdir(parents=True)
    (tmp_path / "out" / DRAFT / "analytics-1.duckdb").write_bytes(b"half")
    (tmp_path / "out" / "analytics-1").mkdir()  # killed between the two names
    published(cast.db, tmp_path / "out")
    assert not (tmp_path / "out" / DRAFT).exists()
    assert (tmp_path / "out" / "analytics-2.duckdb").is_file()


def test_the_sweep_waits_for_a_publication_since_the_engine_brings_no_log_into_the_store_meanwhile(
    cast: Cast, tmp_path: Path
) -> None:
    with publication.into(cast.db, tmp_path / "new.duckdb", "published") as tx:
        analysts.fill(tx, analysts.Scope(None, "*"), 1, NOW, SECRET)
        with cast.db.transaction() as writing:
            writing.execute("UPDATE organisation SET hold_minutes = hold_minutes + 1")
        with pytest.raises(duckdb.TransactionException):
            cast.db.checkpoint()  # what the waiting saves the sweep from
        sweeping = threading.Thread(target=sweep.sweep, args=(cast.db, NOW))
        sweeping.start()
        sweeping.join(0.3)
        assert sweeping.is_alive()
    sweeping.join(10)
    assert not sweeping.is_alive()
    assert not Path(f"{cast.db.path}.wal").exists() or Path(f"{cast.db.path}.wal").stat().st_size == 0
