"""Numbered SQL migrations: a migration and its record land together, so an interrupted upgrade leaves old or new."""

from __future__ import annotations

from pathlib import Path

import duckdb

from core.errors import StoreTooNew

MIGRATIONS = Path(__file__).resolve().parents[2] / "data" / "migrations"


def known() -> list[tuple[int, Path]]:
    """Return (number, file) of every migration that this release ships, in order."""
    return [(int(path.name.split("_")[0]), path) for path in sorted(MIGRATIONS.glob("*.sql"))]


def version(root: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the newest migration in the store, 0 for an empty one."""
    root.execute("""
        CREATE TABLE IF NOT EXISTS schema_version (
            number INTEGER PRIMARY KEY, -- migration
            name VARCHAR NOT NULL,      -- its file
            made_at TIMESTAMP NOT NULL  -- when it landed
        )
    """)
    rows = root.execute("SELECT coalesce(max(number), 0) FROM schema_version").fetchall()
    return int(rows[0][0])


def bring_up_to_date(root: duckdb.DuckDBPyConnection) -> list[str]:
    """Apply what is missing, one transaction each; return the names of what was applied.

    Raises StoreTooNew for a store that a newer release has upgraded.
    """
    found = version(root)
    shipped = known()
    if found > shipped[-1][0]:
        raise StoreTooNew(found, shipped[-1][0])
    missing = [(number, path) for number, path in shipped if number > found]
    for number, path in missing:
        _apply(root, number, path)
    return [path.stem for _, path in missing]


def _apply(root: duckdb.DuckDBPyConnection, number: int, path: Path) -> None:
    root.execute("BEGIN")
    try:
        root.execute(path.read_text(encoding="utf-8"))
        root.execute(
            """
            INSERT INTO schema_version
            VALUES ($number, $name, current_timestamp::TIMESTAMP)
            """,
            {"number": number, "name": path.stem},
        )
        root.execute("COMMIT")
    except BaseException:
        root.execute("ROLLBACK")
        raise
