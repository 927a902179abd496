"""The analysts' file beside a bare CREATE TABLE AS of the same columns; its Parquet beside a bare COPY; its relations.

The store is that of the bulk acts: a million people, five million assignments, five million rows on the lists; a
million certificates, half a million credits, orders and rosters for every tenth person. The floor writes the same
columns of the same rows with people by their key. While everything is published, as the running app does after a
change, a writer commits a small change every five milliseconds; a file may be a minute old.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

import duckdb

from bench import recertify
from bench.rows import Row, best_of, row
from core.analysts import publishing
from core.analysts.publishing import EVERYBODY, PUBLISHED, Scope
from core.analysts.questions import CONFIG
from core.analysts.relations import Relation, relations
from core.services import publishing as service
from core.store import publication
from core.store.db import Db

PEOPLE = 1_000_000
QUICK = {"people": 2_000}
ROUNDS = 2
SECRET = b"a key for measurements"
TABLES = [each for each in relations() if each.is_table]
PAUSE = 0.005  # seconds between two changes of the writer


def enrich(db: Db, people: int) -> None:
    """Add what the bulk acts do not need: a workshop, an order and a mail for every tenth person, certificates for all.

    Half of everybody has a CEU credit too; every tenth row of a roster has a reason why it is Inactive.
    """
    with db.transaction() as tx:
        for sql in (_CERTIFICATES, _WORKSHOPS, _STANDINGS, _ORDERS, _LINES, _MAILS, _CEU_COURSES, _CREDITS):
            given = {"now": recertify.NOW, "tenth": max(people // 10, 1)}
            tx.execute(sql, **{name: value for name, value in given.items() if f"${name}" in sql})
    with db.standstill():
        pass


_CERTIFICATES = """
    INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, starts_on, valid_through,
                             because, made_at, issued_at)
    SELECT nextval('ids'), l.org_id, l.person_id, l.course_id, 'number ' || l.learner_id, 'issued', l.starts_on,
           l.valid_through, '', $now, $now
      FROM learner AS l
     WHERE l.family = 'ALL'
     ORDER BY l.learner_id
"""
_WORKSHOPS = """
    INSERT INTO workshop (workshop_id, org_id, instructor_id, held_on, place, name, state, include_retakes, revision,
                          made_by, made_at)
    SELECT nextval('ids'), (SELECT min(org_id) FROM organisation), (SELECT min(person_id) FROM person) + range % 100,
           DATE '2024-01-01' + CAST(range % 700 AS INTEGER), '', '', 'ordered', FALSE, 0, '', $now
      FROM range($tenth // 10)
"""
_STANDINGS = """
    INSERT INTO standing (standing_id, workshop_id, participant_id, course_id, position, line, person_id, status, kind,
                          selectable, reasons, warnings)
    SELECT nextval('ids'), w.workshop_id, nextval('ids'), (SELECT min(course_id) FROM course), 1, r.range, NULL,
           CASE WHEN r.range = 0 THEN 'Inactive' ELSE 'Active' END, 'new', TRUE,
           CASE WHEN r.range = 0 THEN 'NO_PERSON' ELSE 'REQUIREMENTS_MET' END || chr(31) || chr(31), ''
      FROM workshop AS w
     CROSS JOIN range(10) AS r
"""
_ORDERS = """
    INSERT INTO orders (order_id, org_id, workshop_id, plan_hash, state, currency, total_minor, steps, ordered_on,
                        release_at, made_by, made_at)
    SELECT nextval('ids'), org_id, workshop_id, 'plan ' || workshop_id, 'paid', 'EUR', 22500, '[]', held_on, $now, '',
           $now
      FROM workshop
"""
_LINES = """
    INSERT INTO order_line (order_id, standing_id, participant_id, person_id, course_id, kind, label, unit_minor)
    SELECT o.order_id, s.standing_id, s.participant_id, (SELECT min(person_id) FROM person) + s.standing_id % $tenth,
           s.course_id, 'new', '', 2500
      FROM orders AS o
      JOIN standing AS s
        ON s.workshop_id = o.workshop_id
     WHERE s.status = 'Active'
"""
_MAILS = """
    INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                        release_at, attempts, next_try_at, made_at, sent_at)
    SELECT nextval('ids'), org_id, 'certificate ' || certificate_id, 'certificate_offered', '', '', person_id, '{}',
           'sent', $now, 1, $now, $now, $now
      FROM certificate
     WHERE certificate_id % 10 = 0
"""
_CEU_COURSES = """
    INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, category, state,
                            made_at)
    SELECT nextval('ids'), (SELECT min(org_id) FROM organisation), 'CEU-' || range, 'ceu-' || range, '', 150,
           'Category ' || range % 8, 'approved', $now
      FROM range(1000)
"""
_CREDITS = """
    INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                        posted_as, note, lead_id, dashboard_org_id, made_by, made_at)
    SELECT nextval('ids'), c.org_id, (SELECT min(ceu_course_id) FROM ceu_course) + c.certificate_id % 1000, '',
           c.person_id, 150, DATE '2025-01-01' + CAST(c.certificate_id % 400 AS INTEGER), 'accepted', 'c', '', 0,
           c.org_id, '', $now
      FROM certificate AS c
     WHERE c.certificate_id % 2 = 0
"""


def bare(each: Relation) -> str:
    """Return a table's statement without pseudonyms: people by their key, which costs no join and no hash."""
    plain = each.select(False)
    for name, key in re.findall(r"LEFT JOIN pseudonym AS (\w+)\n\s+ON \w+\.person_id = (\w+\.\w+)", plain):
        plain = plain.replace(f"{name}.person", key, 1)
        plain = re.sub(rf"  LEFT JOIN pseudonym AS {name}\n.*\n?", "", plain)
    return plain


class Bench:
    """The store, and a folder whose files get ever new names."""

    def __init__(self, db: Db, folder: Path) -> None:
        self.db, self.folder, self.made = db, folder, 0

    def file(self) -> Path:
        """Return a new name."""
        self.made += 1
        return self.folder / f"file-{self.made}.duckdb"

    def floor(self) -> None:
        """Write the same columns of the same rows, in one transaction: no pseudonyms, no words, no views."""
        with publication.into(self.db, self.file(), PUBLISHED) as tx:
            publishing._scope(tx, Scope(None, EVERYBODY), recertify.NOW)
            tx.execute("CREATE OR REPLACE TEMP TABLE pseudonym AS SELECT person_id, person_id AS person FROM person")
            tx.execute(
                """
                CREATE OR REPLACE TEMP TABLE publication AS
                SELECT 1 AS version, 1 AS contract, now() AS made_at, '*' AS scope, FALSE AS named
                """
            )
            tx.execute(
                """
                CREATE OR REPLACE TEMP TABLE known AS
                SELECT o.org_id, p.person_id
                  FROM person AS p
                 CROSS JOIN organisation AS o
                """
            )
            tx.execute(f"CREATE SCHEMA {PUBLISHED}.analytics")
            for each in TABLES:
                tx.execute(f"CREATE TABLE {PUBLISHED}.analytics.{each.name} AS {bare(each)}")

    def ours(self) -> Path:
        """Write a file as the publication does, with pseudonyms, views and the words of every column."""
        file = self.file()
        with publication.into(self.db, file, PUBLISHED) as tx:
            publishing.fill(tx, Scope(None, EVERYBODY), 1, recertify.NOW, SECRET)
        publishing.finish(file, False)
        return file

    def parquet_floor(self, file: Path) -> None:
        """Copy the tables of a file and nothing else."""
        folder = self.folder / "parquet"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with duckdb.connect(str(file), read_only=True) as own:
            for each in TABLES:
                own.execute(f"COPY analytics.{each.name} TO '{folder / each.name}.parquet' (FORMAT parquet)")

    def parquet(self, file: Path) -> None:
        """Write Parquet as the publication does: views too."""
        folder = self.folder / "parquet"
        shutil.rmtree(folder, ignore_errors=True)
        publishing.write_parquet(file, folder)


class Writer:
    """Somebody who goes on working: a small change again and again, each timed."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._stop = threading.Event()
        self.took: list[float] = []
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            began = time.perf_counter()
            with self._db.transaction() as tx:
                tx.execute("UPDATE organisation SET hold_minutes = hold_minutes + 1")
            self.took.append(time.perf_counter() - began)
            time.sleep(PAUSE)

    def p95(self) -> float:
        return quantiles(self.took, n=20)[-1] * 1000 if len(self.took) > 1 else self.took[0] * 1000


def relation_seconds(file: Path) -> list[tuple[str, float]]:
    """Return what reading every view and the macro to its end takes, on one thread of an engine with 256 MB."""
    found = []
    with duckdb.connect(str(file), read_only=True, config=CONFIG) as own:
        for each in relations():
            if each.is_table:
                continue
            what = f"analytics.{each.name}" + ("(DATE '2026-03-02')" if each.argument else "")
            took = best_of(2, lambda what=what: own.execute(f"SELECT * FROM {what}").to_arrow_table())[0]
            found.append((each.name, took))
    return found


def measure(people: int = PEOPLE) -> list[Row]:
    """Return the publication, its Parquet, the writer meanwhile, and every view."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        desk = recertify.make(folder / "store.duckdb", people)
        enrich(desk.db, people)
        bench = Bench(desk.db, folder)
        floor, ours = best_of(ROUNDS, bench.floor, bench.ours)
        file = bench.ours()
        parquet_floor, parquet = best_of(2, lambda: bench.parquet_floor(file), lambda: bench.parquet(file))
        with Writer(desk.db) as alone:
            time.sleep(1)
        began = time.perf_counter()
        with Writer(desk.db) as meanwhile:
            service.publish(desk.db, folder / "out", recertify.NOW, SECRET)
        whole = time.perf_counter() - began
        views = [row(f"view {name}", 1.0, took, 1.0, "s") for name, took in relation_seconds(file)]
        desk.db.close()
    many = f"{people:,} people, {5 * people:,} assignments"
    return [
        row(f"the file of {many}", floor, ours, 1.5, "s"),
        row("the same as Parquet", parquet_floor, parquet, 1.5, "s"),
        row("everything: two files and their Parquet, with the writer at work", 60.0, whole, 1.0, "s"),
        row("the writer's p95 meanwhile, beside the writer alone", alone.p95(), meanwhile.p95(), None, "ms"),
        *views,
    ]


def main() -> None:
    """Print the rows as JSON; a number makes the store smaller."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    print(json.dumps(measure(*numbers), indent=1))


if __name__ == "__main__":
    main()
