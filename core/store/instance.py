"""Facts about the whole store."""

from __future__ import annotations

from core.store.db import Tx


def note(tx: Tx, name: str, value: str) -> None:
    """Keep a fact, such as that this is a demo."""
    tx.execute(
        """
        INSERT INTO instance (name, value)
        VALUES ($name, $value)
        ON CONFLICT (name) DO UPDATE SET value = $value
        """,
        name=name,
        value=value,
    )


def is_empty(tx: Tx) -> bool:
    """Return whether nothing was ever entered: no organisation, no person."""
    found = tx.value("SELECT (SELECT count(*) FROM organisation) + (SELECT count(*) FROM person)")
    return bool(found == 0)


def sizes(tx: Tx) -> dict[str, int]:
    """Return how many of the things that people look for the store holds."""
    names = ("organisation", "person", "course", "completion", "certificate", "workshop")
    return {name: int(tx.value(f"SELECT count(*) FROM {name}")) for name in names}
