"""The audit: append-only, each row chained to the one before by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.model import Actor
from core.store.db import Row, Tx

COLUMNS = "seq, org_id, made_at, actor, actor_id, role, action, subject, before, after"


def add(
    tx: Tx,
    actor: Actor,
    now: datetime,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record who did what to `subject` ('workshop:12'), with the values before and after."""
    previous = tx.query("SELECT seq, hash FROM audit_head")[0]
    row = (
        previous[0] + 1,
        actor.org_id,
        now,
        actor.name,
        actor.person_id,
        str(actor.role),
        action,
        subject,
        _json(before),
        _json(after),
    )
    head = chained(tx.chain_key, previous[1], row)
    names = COLUMNS.split(", ")
    tx.execute(
        f"""
        INSERT INTO audit ({COLUMNS}, hash)
        VALUES ({", ".join("$" + name for name in names)}, $hash)
        """,
        **dict(zip(names, row, strict=True)),
        hash=head,
    )
    tx.execute("UPDATE audit_head SET seq = $seq, hash = $hash", seq=row[0], hash=head)


def chained(key: bytes, previous: str, row: Row) -> str:
    """Return the hash of `row` after `previous`: HMAC-SHA-256 over a canonical JSON of its columns."""
    text = json.dumps([previous, *row], default=str, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def first_broken(tx: Tx, after: int = 0) -> int | None:
    """Return the sequence number at which the chain stops holding, or None when all of it holds.

    `after` is a row to take on trust, so that the newest rows of a long audit can be checked alone.
    """
    previous = ""
    expected = after
    for row in tx.query(f"SELECT {COLUMNS}, hash FROM audit WHERE seq >= $after ORDER BY seq", after=after):
        if row[0] == after:
            previous = row[-1]
            continue
        expected += 1
        if row[0] != expected or chained(tx.chain_key, previous, row[:-1]) != row[-1]:
            return expected
        previous = row[-1]
    seq, head = tx.query("SELECT seq, hash FROM audit_head")[0]
    return None if (seq, head) == (expected, previous) else expected + 1


def _json(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, default=str, ensure_ascii=False, sort_keys=True)
