"""Copies of tables without their keys: what the store would hold if the engine did not guard it."""

from __future__ import annotations

from core.store.db import Tx


def without_keys(tx: Tx, table: str) -> None:
    """Put a table without any key or NOT NULL in the place of the guarded one, with the same rows."""
    tx.execute(f"CREATE TABLE unguarded AS SELECT * FROM {table}")
    tx.execute(f"DROP TABLE {table}")
    tx.execute(f"ALTER TABLE unguarded RENAME TO {table}")
