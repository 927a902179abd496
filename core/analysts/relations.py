"""The documented relations of the schema `analytics`, read from data/views: name, meaning, columns, statement.

A file begins with `-- name: what it is` and a line `--   column: what it means` for each column. `[names]` after a
column, and at the end of a line of the statement, marks what only a file with names holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VIEWS = Path(__file__).resolve().parents[2] / "data" / "views"
CONTRACT = 1  # rises with a relation or column that is renamed, removed or means something else
NAMES = "[names]"
_COLUMN = re.compile(r"^--   (\w+)( \[names\])?: (.+)$")
_TITLE = re.compile(r"^-- (\w+)(?:\((\w+)\))?: (.+)$")


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column, what it means, and whether only a file with names holds it."""

    name: str
    words: str
    named: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table (made from the store), a view, or a macro that takes `argument`."""

    name: str
    words: str
    columns: tuple[ColumnWords, ...]
    statement: str
    is_table: bool
    argument: str | None

    def select(self, named: bool) -> str:
        """Return the statement, without what only a file with names holds unless this is one."""
        kept = [line for line in self.statement.splitlines() if named or not line.rstrip().endswith(f"-- {NAMES}")]
        if named:
            return "\n".join(kept)
        return re.sub(r",\n(\s*FROM )", r"\n\1", "\n".join(kept))

    def shown(self, named: bool) -> tuple[ColumnWords, ...]:
        """Return the columns of a file with names, or of one without."""
        return tuple(column for column in self.columns if named or not column.named)


@cache
def relations() -> tuple[Relation, ...]:
    """Return every documented relation: tables first, then what rests on them, each by name."""
    tables = [_read(path, is_table=True) for path in sorted((VIEWS / "tables").glob("*.sql"))]
    return (*tables, *(_read(path, is_table=False) for path in sorted(VIEWS.glob("*.sql"))))


def _read(path: Path, *, is_table: bool) -> Relation:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("--")]
    title = _TITLE.match(head[0])
    columns = [_COLUMN.match(line) for line in head[1:]]
    if title is None or not all(columns):
        raise ValueError(f"{path.name}: its first lines do not say what it is, column by column")
    return Relation(
        title[1],
        title[3],
        tuple(ColumnWords(found[1], found[3], bool(found[2])) for found in columns if found),
        "\n".join(lines[len(head) :]),
        is_table,
        title[2],
    )
