"""A new file beside the store, written from one state of it; and what tells that there is something new to publish."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import duckdb

from core.model import OrgId
from core.store.db import Db, Tx

STORAGE = "v1.0.0"  # every engine of the last years opens the file
_ONE_AT_A_TIME = threading.Lock()  # the new file has one name inside the process


@contextmanager
def into(db: Db, file: Path, name: str) -> Iterator[Tx]:
    """Yield a transaction that reads one state of the store and writes the new file `file`, attached as `name`.

    At the end everything lies in that file, with no log beside it. Writers go on meanwhile.
    """
    quoted = str(file).replace("'", "''")
    with _ONE_AT_A_TIME:
        with db._cursors:
            cursor = db._root.cursor()
        try:
            cursor.execute(f"ATTACH '{quoted}' AS {name} (STORAGE_VERSION '{STORAGE}')")
            try:
                cursor.execute("BEGIN")
                yield Tx(cursor, b"")
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise
            finally:
                cursor.execute(f"DETACH {name}")
        finally:
            cursor.close()


@contextmanager
def none_under_way() -> Iterator[None]:
    """Let no new file be written inside: the engine refuses to bring its log into the store meanwhile."""
    with _ONE_AT_A_TIME:
        yield


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        return  # a failed COMMIT has already ended the transaction


def states(tx: Tx, now: datetime) -> list[tuple[OrgId, str, date, str]]:
    """Return (organisation, slug, its day at `now` in UTC, what changes with its records) of every organisation.

    Every change of records has its entry in the audit; mails go their way without one.
    """
    rows = tx.query(
        """
        SELECT o.org_id, o.slug, CAST(timezone(o.zone, timezone('UTC', CAST($now AS TIMESTAMP))) AS DATE),
               concat_ws(' ', a.seq, (SELECT max(seq) FROM audit WHERE org_id IS NULL), m.mails, m.gone, m.stopped,
                         m.tries)
          FROM organisation AS o
          LEFT JOIN (SELECT org_id, max(seq) AS seq
                       FROM audit
                      GROUP BY org_id) AS a
            ON a.org_id = o.org_id
          LEFT JOIN (SELECT org_id, count(*) AS mails, max(sent_at) AS gone, sum(attempts) AS tries,
                            count(*) FILTER (WHERE state IN ('cancelled', 'bounced', 'failed')) AS stopped
                       FROM outbox
                      GROUP BY org_id) AS m
            ON m.org_id = o.org_id
         ORDER BY o.org_id
        """,
        now=now,
    )
    return [(OrgId(row[0]), str(row[1]), row[2], str(row[3])) for row in rows]


def slug_of(tx: Tx, org: OrgId) -> str:
    """Return an organisation's short name."""
    return str(tx.value("SELECT slug FROM organisation WHERE org_id = $org", org=org))
