"""The outbox keeps one mail per key and lets one sender at a time have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.model import OrgId
from core.store import outbox, outbox_claims
from core.store.db import Db, open_store
from core.store.outbox import NewMail

NOON = datetime(2026, 2, 10, 12, 0)
QUARTER = timedelta(minutes=15)
HARBOUR = OrgId(1)
NORTHERN = OrgId(2)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    store = open_store(tmp_path / "store.duckdb", b"key")
    yield store
    store.close()


def notice(key: str, **changes: object) -> NewMail:
    facts: dict[str, object] = {
        "org_id": HARBOUR,
        "dedupe_key": key,
        "kind": "certificate_offered",
        "to_address": "mei@tanaka.example.org",
        "to_name": "Mei Tanaka",
        "order_id": 12,
        "parameters": {"name": "Mei Tanaka", "link_id": 5},
    }
    return NewMail(**{**facts, **changes})  # type: ignore[arg-type]


def states(db: Db) -> dict[str, str]:
    with db.reading() as tx:
        return dict(tx.query("SELECT dedupe_key, state FROM outbox"))


def test_a_key_is_mailed_once_however_often_it_is_queued(db: Db) -> None:
    with db.transaction() as tx:
        assert outbox.queue(tx, [notice("a"), notice("b"), notice("a", to_name="Later")], NOON) == 2
    with db.transaction() as tx:
        assert outbox.queue(tx, [notice("a"), notice("c")], NOON) == 1
        assert tx.query("SELECT dedupe_key, to_name FROM outbox ORDER BY 1")[0] == ("a", "Mei Tanaka")
    assert states(db) == {"a": "queued", "b": "queued", "c": "queued"}


def test_a_mail_is_held_until_its_release(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("held", release_at=NOON + QUARTER), notice("now", release_at=NOON)], NOON)
    assert states(db) == {"held": "held", "now": "queued"}
    with db.transaction() as tx:
        assert outbox.release_due(tx, NOON + QUARTER - timedelta(seconds=1)) == 0
        assert outbox.release_due(tx, NOON + QUARTER) == 1
    assert states(db)["held"] == "queued"


def test_a_claimed_mail_is_nobody_elses_until_the_lease_is_over(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("a")], NOON)
        (mine,) = outbox_claims.claim(tx, NOON, 10, QUARTER)
        assert outbox_claims.claim(tx, NOON, 10, QUARTER) == []
        (again,) = outbox_claims.claim(tx, NOON + QUARTER, 10, QUARTER)
        assert (mine.attempts, again.attempts) == (1, 2)
        assert not outbox_claims.mark_failed(tx, mine, "too late", NOON)
        assert outbox_claims.mark_failed(tx, again, "refused", NOON)
    assert states(db) == {"a": "failed"}
