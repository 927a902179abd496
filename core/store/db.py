"""The store: one DuckDB file, one writer at a time, a cursor for each use case.

The root connection never leaves this module: one connection shared by threads returns wrong rows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.errors import SomebodyWasFaster, StoreDamaged, StoreInUse
from core.store.locks import FairLock
from core.store.migrate import bring_up_to_date
from core.store.view import Answers, View

Row = tuple[Any, ...]
STORAGE_VERSION = "v1.5.0"  # explicit, so that the pinned engine can move both ways


class Tx:
    """One transaction on one cursor. Every result is read to its end: an open one pins old rows for ever."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, chain_key: bytes) -> None:
        self._cursor = cursor
        self.chain_key = chain_key
        self.after_commit: list[Callable[[], None]] = []

    def query(self, sql: str, **params: Any) -> list[Row]:
        """Return every row of the answer."""
        return self._cursor.execute(sql, params or None).fetchall()

    def first(self, sql: str, **params: Any) -> Row | None:
        """Return the only row of the answer, or None; more than one is a defect."""
        rows = self.query(sql, **params)
        if len(rows) > 1:
            raise AssertionError(f"one row expected, {len(rows)} found")
        return rows[0] if rows else None

    def value(self, sql: str, **params: Any) -> Any:
        """Return the only cell of the only row."""
        return self.query(sql, **params)[0][0]

    def execute(self, sql: str, **params: Any) -> int:
        """Run a writing statement; return how many rows it touched."""
        rows = self._cursor.execute(sql, params or None).fetchall()
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def arrow(self, sql: str, **params: Any) -> pa.Table:
        """Return the answer as an Arrow table, for results of many thousand rows."""
        return self._cursor.execute(sql, params or None).to_arrow_table()

    def load_rows(self, name: str, columns: Mapping[str, tuple[pa.DataType, Sequence[Any]]]) -> None:
        """Make the temporary table `name` from whole columns (100,000 rows: 0.05 s; executemany: 35 s)."""
        table = pa.table({key: pa.array(values, type=kind) for key, (kind, values) in columns.items()})
        self.load_table(name, table)

    def load_table(self, name: str, table: pa.Table) -> None:
        """Make the temporary table `name` from an Arrow table, replacing one of that name."""
        self._cursor.register("incoming_rows", table)
        try:
            self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming_rows").fetchall()
        finally:
            self._cursor.unregister("incoming_rows")

    def new_id(self) -> int:
        """Return the next internal key."""
        return int(self.value("SELECT nextval('ids')"))

    def new_ids(self, count: int) -> list[int]:
        """Return `count` new internal keys in ascending order."""
        return [row[0] for row in self.query("SELECT nextval('ids') FROM range($count)", count=count)]


class Snapshot(Tx):
    """A reading transaction that asks each question once: one state of the store has one answer.

    `answers` are shared by all who look at this state.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, chain_key: bytes, answers: Answers) -> None:
        super().__init__(cursor, chain_key)
        self._answers = answers

    def query(self, sql: str, **params: Any) -> list[Row]:
        """Return every row of the answer, from memory when this was asked before."""
        if "nextval(" in sql:
            return super().query(sql, **params)
        asked = (sql, *((name, _frozen(value)) for name, value in params.items()))
        known = self._answers.known(asked)
        if known is None:
            known = super().query(sql, **params)
            self._answers.remember(asked, known)
        return list(known)

    def execute(self, sql: str, **params: Any) -> int:
        """Run a statement on temporary tables: from here on this transaction sees what nobody else does."""
        self._answers = Answers()
        return super().execute(sql, **params)

    def load_table(self, name: str, table: pa.Table) -> None:
        """Make the temporary table `name`: from here on this transaction sees what nobody else does."""
        self._answers = Answers()
        super().load_table(name, table)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Db:
    """The open store. Made by `open_store`; closed once, by whoever opened it."""

    def __init__(self, path: Path, root: duckdb.DuckDBPyConnection, chain_key: bytes) -> None:
        self.path = path
        self._root = root
        self._chain_key = chain_key
        self._write = FairLock()
        self._cursors = threading.Lock()
        self._of_thread = threading.local()
        self._answers: Answers | None = Answers()  # of the state that the store is in; None while it changes

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Yield the one writing transaction of this moment; commit at the end, roll back on any exception.

        After an error inside a transaction DuckDB's COMMIT answers normally and stores nothing, so nothing
        inside may catch a database error and go on. Raises SomebodyWasFaster when a key was taken meanwhile.
        """
        self._let_go()
        with self._write:
            tx = Tx(self._begin(), self._chain_key)
            try:
                yield tx
                self._answers = None
                tx._cursor.execute("COMMIT")
            except BaseException as error:
                _roll_back(tx._cursor)
                if _key_was_taken(error):
                    raise SomebodyWasFaster from error
                raise
            finally:
                tx._cursor.close()
                self._answers = Answers()
                self._let_go()
        for act in tx.after_commit:
            act()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Yield a transaction that sees one state of the store and writes nothing but temporary tables."""
        view: View[Snapshot] | None = getattr(self._of_thread, "view", None)
        if view:
            try:
                yield view.reading()
            except duckdb.Error:
                view.let_go()  # an error has ended the transaction
                raise
            return
        tx = Tx(self._begin(), self._chain_key)
        try:
            yield tx
        finally:
            _close(tx)

    @contextmanager
    def viewing(self) -> Iterator[None]:
        """Let everything that this thread reads inside see one state of the store, and ask each question once.

        A screen is drawn by a dozen services: so they agree with each other, and what each of them looks up (who is
        here, as what, which record) is looked up once. After a transaction inside, the next question sees its result.
        """
        view = View(self._snapshot, _close)
        self._of_thread.view = view
        try:
            yield
        finally:
            self._of_thread.view = None
            view.end()

    def _let_go(self) -> None:
        view: View[Snapshot] | None = getattr(self._of_thread, "view", None)
        if view:
            view.let_go()

    def _snapshot(self) -> Snapshot:
        """Return a reading transaction that shares answers with others who look at the same state.

        Were the answers the same before and after it began, no change came in between, and its state is theirs.
        """
        before = self._answers
        cursor = self._begin()
        same = before is not None and before is self._answers
        return Snapshot(cursor, self._chain_key, before if before is not None and same else Answers())

    def _begin(self) -> duckdb.DuckDBPyConnection:
        with self._cursors:
            cursor = self._root.cursor()
        cursor.execute("BEGIN")
        return cursor

    @contextmanager
    def standstill(self) -> Iterator[Path]:
        """Yield the path of the store file with everything in it and no writer at work, for a copy."""
        with self._write:
            with self._cursors:
                cursor = self._root.cursor()
            cursor.execute("CHECKPOINT")
            cursor.close()
            yield self.path

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the file: the log is all that a power cut can tear."""
        with self.standstill():
            return

    def close(self) -> None:
        """Write everything into the file and let it go."""
        with self._write:
            self._root.execute("CHECKPOINT")
            self._root.close()


def _key_was_taken(error: BaseException) -> bool:
    """A duplicate key or a conflict is another writer's doing; any other constraint is a defect of ours."""
    return isinstance(error, duckdb.TransactionException) or (
        isinstance(error, duckdb.ConstraintException) and "duplicate key" in str(error).lower()
    )


def _close(tx: Tx) -> None:
    _roll_back(tx._cursor)
    tx._cursor.close()


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        return  # a failed COMMIT has already ended the transaction


def open_store(path: Path, chain_key: bytes) -> Db:
    """Open the store at `path`, made if absent and brought up to date.

    Raises StoreInUse naming the process that has it, StoreTooNew, or StoreDamaged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    root = _connect(path)
    root.execute("SET TimeZone = 'UTC'")
    # A list action on 100,000 people logs 20 MB: whoever confirms it need not wait until that stands in the file.
    root.execute("SET checkpoint_threshold = '64MB'")
    bring_up_to_date(root)
    root.execute("SELECT count(*) FROM person WHERE person_id = $id", {"id": 0}).fetchall()  # first touch is slow
    db = Db(path, root, chain_key)
    _make_missing_facts(db)
    return db


def _make_missing_facts(db: Db) -> None:
    """Make what an upgrade has left to be made from the records; nothing to do in any other store."""
    from core.store import learner_facts, near_signatures

    with db.transaction() as tx:
        learner_facts.make_missing(tx)
        near_signatures.make_missing(tx)


def _create(path: Path) -> None:
    memory = duckdb.connect()
    quoted = str(path).replace("'", "''")
    memory.execute(f"ATTACH '{quoted}' AS store (STORAGE_VERSION '{STORAGE_VERSION}')")
    memory.execute("DETACH store")
    memory.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config={"autoinstall_known_extensions": "false"})
    except duckdb.Error as error:
        if "set lock on" in str(error):  # just "lock" also stands in words about a bad block
            raise StoreInUse(str(path), _holder(str(error))) from error
        raise StoreDamaged(str(path)) from error


def _holder(text: str) -> str:
    """Return 'process 1234' from the engine's words about who holds the lock."""
    _, found, rest = text.partition("PID ")
    digits = "".join(character for character in rest[:12] if character.isdigit()) if found else ""
    return f"process {digits}" if digits else "another process"
