"""Everything that a store holds, so that *nothing changed* can be said of all of it."""

from __future__ import annotations

from core.store.db import Db, Row


def everything(db: Db) -> dict[str, list[Row]]:
    """Return every row of every table, in an order of their own."""
    with db.reading() as tx:
        tables = [
            row[0]
            for row in tx.query("""
                SELECT table_name
                  FROM information_schema.tables
                 WHERE table_schema = 'main'
                   AND table_type = 'BASE TABLE'
                 ORDER BY table_name
            """)
        ]
        return {table: sorted(tx.query(f"SELECT * FROM {table}"), key=repr) for table in tables}


def changed(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[str]:
    """Return the tables that differ."""
    return [table for table in after if before.get(table) != after[table]]
