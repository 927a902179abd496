"""Invariant 10: history is only ever added to, and whoever changes it outside is found by the audit chain."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services import demo
from core.settings import ROOT
from core.store import audit
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET
from tests.proofs.measure import Prove, share

TIMES = share(200)
EDITED = ("org_id", "made_at", "actor", "actor_id", "role", "action", "subject", "before", "after", "hash")


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    """A store in which much was done: every organisation of the demo, with an unbroken audit."""
    db = open_store(tmp_path_factory.mktemp("acts") / "store.duckdb", SECRET)
    demo.fill(db, NOW, SECRET, "http://localhost:8501")
    with db.reading() as tx:
        assert audit.first_broken(tx) is None
    yield db
    db.close()


def length(tx: Tx) -> int:
    return int(tx.value("SELECT max(seq) FROM audit"))


class Undone(Exception):
    """Rolls a forgery back, so that the next one begins from an honest audit."""


def found_after(db: Db, *statements: str, **params: object) -> int | None:
    """Forge the audit with SQL; return where the chain breaks, and take the forgery back."""
    broken: list[int | None] = []

    def forge() -> None:
        with db.transaction() as tx:
            for sql in statements:
                tx.execute(sql, **{name: value for name, value in params.items() if f"${name}" in sql})
            broken.append(audit.first_broken(tx))
            raise Undone

    with pytest.raises(Undone):
        forge()
    return broken[0]


@pytest.mark.parametrize("column", EDITED)
def test_an_edited_entry_is_found(acts: Db, prove: Prove, column: str) -> None:
    chance = random.Random(column)
    with acts.reading() as tx:
        end = length(tx)
    new = {
        "made_at": "made_at + INTERVAL 1 MICROSECOND",
        "org_id": "org_id + 1",
        "actor_id": "coalesce(actor_id, 0) + 1",
    }
    value = new.get(column, f"coalesce({column}, '') || 'x'")
    for _ in range(TIMES // 10 or 1):
        seq = chance.randint(1, end)
        assert found_after(acts, f"UPDATE audit SET {column} = {value} WHERE seq = $seq", seq=seq) == seq
    prove(f"an audit entry whose {column} was edited is named", TIMES // 10 or 1, "forgeries")


def test_a_deleted_entry_is_found(acts: Db, prove: Prove) -> None:
    chance = random.Random(1)
    with acts.reading() as tx:
        end = length(tx)
    for _ in range(TIMES):
        seq = chance.randint(1, end)
        assert found_after(acts, "DELETE FROM audit WHERE seq = $seq", seq=seq) == seq
        closed = ("DELETE FROM audit WHERE seq = $seq", "UPDATE audit SET seq = seq - 1 WHERE seq > $seq")
        assert found_after(acts, *closed, seq=seq) == seq  # the gap closed again
    prove("a deleted audit entry is named, the gap closed or not", 2 * TIMES, "forgeries")


def test_two_entries_that_changed_places_are_found(acts: Db, prove: Prove) -> None:
    chance = random.Random(2)
    with acts.reading() as tx:
        end = length(tx)
    for _ in range(TIMES):
        one, other = sorted(chance.sample(range(1, end + 1), 2))
        swap = "UPDATE audit SET seq = CASE seq WHEN $one THEN $other ELSE $one END WHERE seq IN ($one, $other)"
        assert found_after(acts, swap, one=one, other=other) == one
    prove("two audit entries that changed places are found at the first", TIMES, "forgeries")


def test_an_inserted_entry_is_found(acts: Db, prove: Prove) -> None:
    chance = random.Random(3)
    with acts.reading() as tx:
        end = length(tx)
    room = "UPDATE audit SET seq = seq + 1 WHERE seq >= $seq"
    again = f"INSERT INTO audit SELECT $seq, {audit.COLUMNS.removeprefix('seq, ')}, hash FROM audit WHERE seq = $of"
    for _ in range(TIMES):
        seq, of = chance.randint(1, end), chance.randint(1, end)
        broken = found_after(acts, room, again, seq=seq, of=of if of < seq else of + 1)
        assert broken in (seq, seq + 1)  # a copy of the entry itself holds in its place, what follows does not
        assert found_after(acts, again, seq=end + 1, of=of) == end + 1
    prove("an audit entry that was inserted, between others or behind them, is found", 2 * TIMES, "forgeries")


def test_a_cut_off_end_is_found(acts: Db, prove: Prove) -> None:
    with acts.reading() as tx:
        end = length(tx)
    for keep in sorted({*range(0, end, max(1, end // TIMES)), end - 1}):
        assert found_after(acts, "DELETE FROM audit WHERE seq > $keep", keep=keep) == keep + 1
        rewound = ("DELETE FROM audit WHERE seq > $keep", "UPDATE audit_head SET seq = $keep")
        assert found_after(acts, *rewound, keep=keep) == keep + 1
    prove("an audit whose end was cut off is found at the cut, its head rewound by number or not", end, "entries")


def test_an_end_cut_off_with_the_head_put_right_is_beyond_the_chain_itself(acts: Db) -> None:
    """The limit of a chain that ends inside the store: it takes a copy of the head, such as a backup's, to see this."""
    rewound = (
        "DELETE FROM audit WHERE seq > $keep",
        "UPDATE audit_head SET seq = $keep, hash = (SELECT hash FROM audit WHERE seq = $keep)",
    )
    assert found_after(acts, *rewound, keep=5) is None


def test_a_chain_made_afresh_without_the_key_is_found(acts: Db, prove: Prove) -> None:
    """A forger with the whole store but not the key recomputes every hash after an edit."""

    def forge() -> None:
        with acts.transaction() as tx:
            tx.execute("UPDATE audit SET actor = 'Nobody' WHERE seq = 3")
            head = ""
            for row in tx.query(f"SELECT {audit.COLUMNS} FROM audit ORDER BY seq"):
                head = audit.chained(b"a guessed key", head, row)
                tx.execute("UPDATE audit SET hash = $head WHERE seq = $seq", head=head, seq=row[0])
            tx.execute("UPDATE audit_head SET hash = $head", head=head)
            found.append(audit.first_broken(tx))
            raise Undone

    found: list[int | None] = []
    with pytest.raises(Undone):
        forge()
    assert found == [1]
    prove("an audit rewritten from end to end without the key is found", 1, "time")


CHANGED = re.compile(r"\b(?:UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)\s+([a-z_]+)")
NEVER_CHANGED = {
    "audit",
    "fee",
    "mail_text",
    "order_line",
    "payment",
    "asset",
}
ENDED_ONLY = {
    "status_override": "ended_at",
    "membership": "ended_at",
    "completion": "undone_at",
    "personal_link": "revoked_at",
}


def fills_in(sql: str) -> bool:
    """Return whether a statement only says of a completion which assignment's day it fulfilled, where nothing stood."""
    return re.findall(r"\bSET\s+(\w+)", sql) == ["assigned_on"] and "completion.assigned_on IS NULL" in sql


def moves(path: Path, sql: str) -> bool:
    """Return whether a statement gives rows to another person by a merge, which keeps whose they were."""
    return path.parent.name == "identity" and re.findall(r"\bSET\s+(\w+)", sql) == ["person_id"]


def statements() -> Iterator[tuple[Path, str]]:
    """Yield every string of the product that changes or deletes rows, with its file."""
    for path in sorted((ROOT / "core").rglob("*.py")):
        for text in re.findall(r'"""(.*?)"""|"([^"\n]*)"', path.read_text(encoding="utf-8"), flags=re.DOTALL):
            sql = text[0] or text[1]
            if CHANGED.search(sql):
                yield path, sql


def test_no_statement_of_the_product_changes_or_deletes_history(prove: Prove) -> None:
    seen = list(statements())
    assert len(seen) > 20
    for path, sql in seen:
        for table in CHANGED.findall(sql):
            assert table not in NEVER_CHANGED, f"{path.name}: {sql}"
            if table in ENDED_ONLY:
                assert not re.search(rf"DELETE\s+FROM\s+{table}", sql), f"{path.name}: {sql}"
                ends = re.findall(r"\bSET\s+(\w+)", sql) == [ENDED_ONLY[table]]
                assert ends or fills_in(sql) or moves(path, sql), f"{path.name}: {sql}"
    prove(
        "no statement changes or deletes audit, prices, texts, lines, payments; others are only ended",
        len(seen),
        "statements",
    )
