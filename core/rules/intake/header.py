"""Which line is the header, and which column holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.errors import IntakeRefused
from core.rules.intake.aliases import readings, words_of
from core.rules.intake.cleaning import trimmed
from core.rules.intake.kinds import KINDS, Kind
from core.rules.intake.limits import LONGEST_TITLE, WIDEST_HEADER


@dataclass(frozen=True, slots=True)
class Header:
    """`at` is the record that is the header, None without one; `columns` maps a field to its column from 0.

    Beside the fields of the kind there may be `full_name` and `pair`, which are taken apart row by row.
    """

    at: int | None
    cells: Sequence[str]
    columns: Mapping[str, int]

    @property
    def ignored(self) -> list[str]:
        used = set(self.columns.values())
        return [name for at, name in enumerate(self.cells) if name and at not in used]

    def title(self, field: str) -> str:
        """Return what stands above a field's column; the field's own name when there is none."""
        at = self.columns.get(field)
        return field if at is None else self.title_at(at)

    def title_at(self, at: int) -> str:
        """Return what stands above a column; `column 3` when nothing does."""
        return self.cells[at] if at < len(self.cells) and self.cells[at] else f"column {at + 1}"


def best_header(records: Sequence[Sequence[str]], kind: Kind) -> Header | None:
    """Return the record that names most columns of the kind, the first of several; None when none names enough."""
    best: Header | None = None
    for at, record in enumerate(records):
        cells = [trimmed(cell) for cell in record[:WIDEST_HEADER]]
        columns = columns_of(cells, kind)
        if complete(columns, kind) and (best is None or len(columns) > len(best.columns)):
            best = Header(at, cells, columns)
    return best


def complete(columns: Mapping[str, int], kind: Kind) -> bool:
    """Return whether these columns are enough to read the kind by."""
    return bool(kind.fields) and any(all(name in columns for name in needed) for needed in kind.needs)


def columns_of(cells: Sequence[str], kind: Kind) -> dict[str, int]:
    """Return the columns that header cells name; of two that name the same field, the first."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if cell and (name := _field_of(cell, kind, columns)):
            columns[name] = at
    if "first_name" in {field.name for field in kind.fields}:
        _place_names(cells, columns)
    return columns


def _field_of(cell: str, kind: Kind, taken: Mapping[str, int]) -> str | None:
    """Return the free field that a header cell names. A field's own words go before those it shares."""
    if len(cell) > LONGEST_TITLE:
        return None
    known = _fields_by_word(kind.name)
    return next((name for reading in readings(cell) for name in known.get(reading, ()) if name not in taken), None)


@cache
def _fields_by_word(kind: str) -> dict[str, list[str]]:
    """Return, for every folded word, the fields of a kind that it may name, the likeliest first."""
    wanted = KINDS[kind]
    named = [(field.name, field.name) for field in wanted.fields]
    named += [("pair", "pair")] if ("pair",) in wanted.needs else []
    named += [(field.name, group) for field in wanted.fields for group in field.also]
    known: dict[str, list[str]] = {}
    for name, group in named:
        for word in words_of(group):
            known.setdefault(word, []).append(name)
    return known


def _place_names(cells: Sequence[str], columns: dict[str, int]) -> None:
    """Give a column `Name`, `Nom`, `Nome`, … the half of a name that is missing, or the whole one."""
    missing = [name for name in ("first_name", "last_name") if name not in columns]
    if not missing:
        return
    used = set(columns.values())
    free = [at for at, cell in enumerate(cells) if cell and at not in used]
    whole = [at for at in free if any(reading in words_of("full_name") for reading in readings(cells[at]))]
    half = [at for at in free if any(reading in words_of("name") for reading in readings(cells[at]))]
    if len(missing) == 1 and half:
        columns[missing[0]] = half[0]
    elif len(half) > 1 and not whole:  # `Nombre` and `Nom`: each is a half, in a language of its own
        half = sorted(half[:2], key=lambda at: not _mostly_first(cells[at]))
        columns["first_name"], columns["last_name"] = half
    elif len(missing) == 2 and (whole or half):
        columns["full_name"] = (whole or half)[0]


def _mostly_first(cell: str) -> bool:
    """Return whether a word for a name means the first one where it is used beside another."""
    return any(reading in words_of("name", "es", "it", "pt") for reading in readings(cell))


def chosen_columns(header: Header, wanted: Mapping[str, str | int], kind: Kind) -> dict[str, int]:
    """Return a header's columns with those that a person chose: by header text, by number from 1, or 0 for none.

    Raises IntakeRefused (NO_HEADER) for a field or a column that is not there.
    """
    fields = {field.name for field in kind.fields} | {"full_name", "pair"}
    chosen: dict[str, int] = {}
    for name, column in wanted.items():
        at = column - 1 if isinstance(column, int) else _column_called(header.cells, column)
        if name not in fields or not -1 <= at < len(header.cells) or (at < 0 and column != 0):
            raise IntakeRefused("NO_HEADER", f"There is no column {column} for {name}. Choose one of the header's.")
        chosen[name] = at
    taken = set(chosen.values())
    kept = {name: at for name, at in header.columns.items() if at not in taken}
    return {name: at for name, at in (kept | chosen).items() if at >= 0}


def _column_called(cells: Sequence[str], title: str) -> int:
    return next((at for at, cell in enumerate(cells) if cell == title.strip()), -1)
