"""Credits in bulk beside hand-written SQL: pairs classified, and confirmed with their mails in the same transaction.

The store holds a million addresses (nine of ten proven, six of ten of connected holders) and half a million credits of
before. Of the pairs 70 % are of connected holders, 12 % of other accounts, 15 % of strangers, and 3 % stand under ids
that cannot be credited. The floor writes all mails at once; ours writes the first five thousand and promises the rest,
which *every mail written* adds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.floor_credits import CLASSIFY, CREDITS, POST
from bench.rows import Row, best_of, row
from core.model import Actor, OrgId, Role
from core.services.credits import classifying, posting
from core.services.credits.reading import PairList
from core.services.desk import Desk
from core.store import near_signatures, organisations
from core.store.actions import batch_mails
from core.store.credits import classes
from core.store.db import Db, Tx, open_store

PEOPLE, SIZES, ROUNDS = 1_000_000, (10_000, 100_000), 3
QUICK: dict[str, Any] = {"people": 4_000, "sizes": [300]}
NOW = datetime.fromisoformat("2026-03-02T09:00")
TODAY = NOW.date()
BATCH = 1
COURSES = 40
ODD = {97: "old", 98: "nvb", 99: "none"}  # of a hundred pairs


def make(path: Path, people: int) -> Desk:
    """Make the store; return the desk of its owner."""
    db = open_store(path, b"a key for measurements")
    with db.transaction() as tx:
        org = organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW).org_id
        other = organisations.add(tx, "north", "Northern Vet Board", "America/New_York", "USD", NOW).org_id
        _courses(tx, org, other)
        _people(tx, org, other, people)
        _past(tx, org)
    with db.standstill():
        pass
    return Desk(db, Actor(org, Role.OPERATOR, None, "operator", ""), TODAY, NOW)


def _courses(tx: Tx, org: OrgId, other: OrgId) -> None:
    for owner, prefix, state, count in (
        (org, "CEU", "approved", COURSES),
        (org, "OLD", "retired", COURSES),
        (other, "NVB", "approved", COURSES),
    ):
        tx.execute(
            """
            INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, category, state,
                                    approved_from, approved_until, made_at)
            SELECT nextval('ids'), $org, $prefix || '-' || range, lower($prefix) || '-' || range, 'Course ' || range,
                   150, 'Clinical', $state, DATE '2026-01-01', DATE '2026-12-31', $now
              FROM range($count)
            """,
            org=owner,
            prefix=prefix,
            state=state,
            count=count,
            now=NOW,
        )


def _people(tx: Tx, org: OrgId, other: OrgId, people: int) -> None:
    tx.execute("CREATE TEMP TABLE crowd AS SELECT nextval('ids') AS person_id, range AS n FROM range($n)", n=people)
    tx.execute(
        """
        INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
        SELECT person_id, 'Person' || n % 5000, 'Family' || n % 70000, 'person' || n % 5000 || ' family' || n % 70000,
               $now
          FROM crowd
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, verified_at, made_at)
        SELECT 'p' || n || '@company' || n % 300 || '.example.org', person_id, 'primary',
               CASE WHEN n % 10 < 9 THEN CAST($now AS TIMESTAMP) END, $now
          FROM crowd
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO membership (org_id, person_id, role, made_at)
        SELECT CASE WHEN n % 10 < 6 THEN $org ELSE $other END, person_id, 'holder', $now
          FROM crowd
        """,
        org=org,
        other=other,
        now=NOW,
    )
    tx.execute("CREATE OR REPLACE TEMP TABLE new_address AS SELECT address, person_id FROM address")
    near_signatures.sign(tx)


def _past(tx: Tx, org: OrgId) -> None:
    """Let half of the people have an accepted credit of one of the retired courses, and some hundred an open one."""
    tx.execute(
        """
        CREATE TEMP TABLE past AS
        SELECT nextval('ids') AS credit_id, c.person_id, a.address, k.ceu_course_id, c.n
          FROM crowd AS c
          JOIN address AS a
            ON a.person_id = c.person_id
          JOIN ceu_course AS k
            ON k.ceulid_key = CASE WHEN c.n % 1000 = 1 THEN 'ceu-' ELSE 'old-' END || c.n % 40
         WHERE c.n % 2 = 1
           AND k.org_id = $org
        """,
        org=org,
    )
    tx.execute(
        """
        INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                            posted_as, note, lead_id, dashboard_org_id, made_by, made_at)
        SELECT credit_id, $org, ceu_course_id, address, person_id, 150, DATE '2026-02-01',
               CASE WHEN n % 2000 = 1 THEN 'offered' ELSE 'accepted' END, 'c', '', credit_id, $org, 'Olga', $now
          FROM past
        """,
        org=org,
        now=NOW,
    )
    tx.execute("""
        INSERT INTO live_credit (live_key, credit_id)
        SELECT ceu_course_id || ':p' || person_id || CASE WHEN n % 2000 = 1 THEN '' ELSE ':0' END, credit_id
          FROM past
    """)


def pairs(people: int, size: int) -> PairList:
    """Return a list of pairs as a careful reader has read it."""
    addresses, keys = list[str](), list[str]()
    step = max(people // size, 1)
    for at in range(size):
        luck, n = at * 37 % 100, at * step % people // 10 * 10
        n += at % 6 if luck < 70 else 6 + at % 3
        if 82 <= luck < 97:
            addresses.append(f"stranger{at}@nowhere.example.org")
        else:
            addresses.append(f"p{n}@company{n % 300}.example.org")
        keys.append(
            f"{'old' if luck == 97 else 'nvb' if luck == 98 else 'none' if luck == 99 else 'ceu'}-{at % COURSES}"
        )
    days: list[date | None] = [None] * size
    columns: dict[str, list[Any]] = {
        "row_at": list(range(size)),
        "line": list(range(2, size + 2)),
        "ceulid": keys,
        "ceulid_key": keys,
        "email": addresses,
        "address": addresses,
        "hours_hundredths": [None] * size,
        "attended_on": days,
        "note": [""] * size,
        "ticked": [None] * size,
    }
    return PairList(columns, (), {})


def measure(people: int = PEOPLE, sizes: list[int] | None = None) -> list[Row]:
    """Return floor, ours and their ratio for lists of each size."""
    with tempfile.TemporaryDirectory() as folder:
        desk = make(Path(folder) / "store.duckdb", people)
        found = [line for size in sizes or SIZES for line in _measured(desk, pairs(people, size), size)]
        desk.db.close()
        return found


def _measured(desk: Desk, found: PairList, size: int) -> list[Row]:
    floor, ours = _classified(desk, found)
    floors, rows, previews, written = [], [], [], []
    for _ in range(ROUNDS):
        floors.append(_cleaned(desk, lambda: _by_hand(desk, found))[0])
        shown, took = _timed(lambda: posting.preview_list(desk, found))
        previews.append(took)
        confirmed, whole = _cleaned(desk, partial(posting.confirm_list, desk, found, shown.hash), _write_all)
        rows.append(confirmed)
        written.append(whole)
    listed = _timed(lambda: classifying.classify_list(desk, found))[1]
    return [
        row(f"{size:,} pairs classified", floor, ours, 1.5, "s"),
        row(f"{size:,} pairs confirmed: credits, keys, invitations, mails, audit", min(floors), min(rows), 1.5, "s"),
        row(f"{size:,} pairs confirmed, every mail written", min(floors), min(written), None, "s"),
        row(f"{size:,} pairs: the preview, near matches included", None, min(previews), None, "s"),
        row(
            f"{size:,} pairs: every row in words",
            None,
            listed,
            None,
            "s",
        ),
    ]


def _classified(desk: Desk, found: PairList) -> tuple[float, float]:
    """Return the seconds of floor and ours on the same staged list. Other rows than the floor's: an error."""
    with desk.db.reading() as tx:
        classes.stage(tx, found.columns, TODAY)
        floor, ours = best_of(
            ROUNDS,
            lambda: tx.execute(CLASSIFY, org=desk.actor.org_id),
            lambda: classes.judge(tx, desk.actor.org_id),
        )
        differing = tx.value("""
            SELECT count(*)
              FROM ((SELECT row_at, class, flags, person_id FROM floor_rows
                      EXCEPT SELECT row_at, class, flags, person_id FROM judged)
                     UNION ALL
                    (SELECT row_at, class, flags, person_id FROM judged
                      EXCEPT SELECT row_at, class, flags, person_id FROM floor_rows)) AS difference
        """)
        assert differing == 0, f"{differing} rows differ from the floor's"
    return floor, ours


def _by_hand(desk: Desk, found: PairList) -> None:
    with desk.db.transaction() as tx:
        classes.stage(tx, found.columns, TODAY)
        tx.execute(CLASSIFY, org=desk.actor.org_id)
        tx.execute(CREDITS)
        for statement in POST:
            tx.execute(statement, org=desk.actor.org_id, batch=BATCH, now=NOW)


def _write_all(db: Db) -> None:
    """Write what was promised, as the sender does, piece by piece."""
    more = True
    while more:
        with db.transaction() as tx:
            more = batch_mails.write_next(tx, NOW)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - began


def _cleaned(desk: Desk, work: Callable[[], Any], after: Callable[[Db], None] | None = None) -> tuple[float, float]:
    """Return what a posting takes, and with what follows it; then put the store back as it was."""
    _, took = _timed(work)
    rest = _timed(lambda: after(desk.db))[1] if after else 0.0
    with desk.db.transaction() as tx:
        tx.execute(
            "DELETE FROM live_credit WHERE credit_id IN (SELECT credit_id FROM credit WHERE batch_id IS NOT NULL)"
        )
        tx.execute("DELETE FROM credit WHERE batch_id IS NOT NULL")
        for table in ("outbox", "invitation", "batch", "batch_mail"):
            tx.execute(f"DELETE FROM {table}")
    desk.db.checkpoint()
    return took, took + rest


def main() -> None:
    """Print the rows as a table, or as JSON with --json; a number makes the store smaller."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = measure(*numbers)
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print("| what | floor | ours | ratio | goal | unit |\n| --- | --: | --: | --: | --: | --- |")
    for each in rows:
        print("| " + " | ".join(str(each[key]) for key in ("name", "floor", "ours", "ratio", "goal", "unit")) + " |")


if __name__ == "__main__":
    main()
