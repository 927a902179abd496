"""From a batch of records to rows."""

from __future__ import annotations

from itertools import compress
from typing import Any

from core.rules.intake.batch import Batch
from core.rules.intake.cells import EMPTY, READERS, Column, note_too_few, prepared
from core.rules.intake.cleaning import CONTROL, trimmed
from core.rules.intake.kinds import Field
from core.rules.intake.names import split_name
from core.rules.intake.result import Rows

Columns = dict[str, list[Any]]
SAME_SHOWN = 20


def rows_of(batch: Batch, *, flag_same: bool) -> tuple[Rows, Rows]:
    """Return the good rows, and those whose one fault is a bad address. Problems are left in the batch."""
    kind = batch.task.kind
    columns = _typed(batch) if kind.fields else {"cells": _untyped(batch)}
    if kind.named:
        _note_missing_names(batch, columns)
    if kind.span:
        _note_backward_spans(batch, columns, *kind.span)
    rows = _kept(batch, columns, batch.good())
    if flag_same and kind.unique:
        rows = Rows(rows.make, rows.lines, rows.columns, _same(rows.lines, rows.columns[kind.unique]))
    only_address = [batch.bad.get(at) == {"BAD_EMAIL"} for at in range(len(batch.lines))] if batch.bad else []
    return rows, _kept(batch, columns, only_address)


def _kept(batch: Batch, columns: Columns, mask: list[bool] | None) -> Rows:
    if mask is None:
        return Rows(batch.task.kind.line, batch.lines, columns)
    kept = {name: list(compress(values, mask)) for name, values in columns.items()}
    return Rows(batch.task.kind.line, list(compress(batch.lines, mask)), kept)


def _same(lines: list[int], keys: list[Any]) -> dict[int, tuple[int, ...]]:
    """Return, for each position whose key occurs more than once, the lines of the others, the first SAME_SHOWN."""
    if len(set(keys)) == len(keys):
        return {}
    places: dict[Any, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    several = [found for found in places.values() if len(found) > 1]
    return {at: tuple(_others(lines, found, at)) for found in several for at in found}


def _others(lines: list[int], found: list[int], at: int) -> list[int]:
    # Cut, since one address on each of 100,000 rows would make ten thousand million lines.
    return [lines[other] for other in found[: SAME_SHOWN + 1] if other != at][:SAME_SHOWN]


def _typed(batch: Batch) -> Columns:
    """Return the columns of the kind, read."""
    raw = _raw(batch)
    columns: Columns = {}
    for field in batch.task.kind.fields:
        if field.name in raw:
            column = _column(batch, field, raw[field.name])
            columns[field.name] = READERS[field.parse](column)
        else:
            columns[field.name] = [EMPTY.get(field.parse)] * len(batch.lines)
    return columns


def _column(batch: Batch, field: Field, cells: list[str]) -> Column:
    header = batch.task.header
    source = {"first_name": "full_name", "last_name": "full_name"}.get(field.name, "pair")
    name = field.name if field.name in header.columns else source
    return prepared(batch, field, header.columns.get(name), header.title(name), cells)


def _raw(batch: Batch) -> dict[str, list[str]]:
    """Return the cells by field, whole names and pairs taken apart."""
    raw = {name: batch.cells(at) for name, at in batch.task.header.columns.items()}
    if names := raw.pop("full_name", None):
        split = [split_name(trimmed(name)) for name in names]
        raw["first_name"], raw["last_name"] = [one[0] for one in split], [one[1] for one in split]
    if pairs := raw.pop("pair", None):
        halves = [split_pair(pair) for pair in pairs]
        raw["ceulid"], raw["email"] = [one[0] for one in halves], [one[1] for one in halves]
    return raw


def split_pair(pair: str) -> tuple[str, str]:
    """Return (id, address) of `CEULid:address`. Without a colon, whatever has an @ is the address."""
    ceulid, colon, address = pair.replace("mailto:", "").replace("：", ":").rpartition(":")
    if colon:
        return ceulid, address
    return ("", address) if "@" in address else (address, "")


def _note_missing_names(batch: Batch, columns: Columns) -> None:
    """Note records with neither first nor last name."""
    header = batch.task.header
    places = [header.columns[name] for name in ("first_name", "last_name", "full_name") if name in header.columns]
    title = next((name for name in ("first_name", "last_name", "full_name") if name in header.columns), "first_name")
    for at, (first, last) in enumerate(zip(columns["first_name"], columns["last_name"], strict=True)):
        if first or last:
            continue
        if places and batch.too_few(at, min(places)):
            note_too_few(batch, at, header.title(title))
        else:
            batch.problem(
                at,
                header.title(title),
                None,
                "MISSING_NAME",
                "Neither a first nor a last name stands in this row.",
                "Enter at least one of them.",
            )


def _note_backward_spans(batch: Batch, columns: Columns, first: str, last: str) -> None:
    """Note records whose term ends before it begins."""
    for at, (begins, ends) in enumerate(zip(columns[first], columns[last], strict=True)):
        if begins and ends and ends < begins:
            say = f"The term would end on {ends}, before it begins on {begins}."
            batch.problem(
                at, batch.task.header.title(last), str(ends), "BAD_DATE", say, "Correct one of the two dates."
            )


def _untyped(batch: Batch) -> list[tuple[str, ...]]:
    """Return the cells of each record, trimmed; a record of another width than the header is a problem."""
    return [_any_cells(batch, at, record) for at, record in enumerate(batch.records)]


def _any_cells(batch: Batch, at: int, record: list[str]) -> tuple[str, ...]:
    cells = tuple(map(trimmed, record))
    header = batch.task.header
    if at in batch.short:
        note_too_few(batch, at, header.title_at(batch.short[at]))
    longest = batch.task.limits.cell
    for place, cell in enumerate(cells):
        if len(cell) > longest:
            say, cure = f"This cell holds more than {longest:,} characters.", "Shorten it."
            batch.problem(at, header.title_at(place), cell, "CELL_TOO_LONG", say, cure)
        elif CONTROL.search(cell):
            say, cure = "This cell holds an invisible control character.", "Type the cell anew."
            batch.problem(at, header.title_at(place), cell, "CONTROL_CHARACTER", say, cure)
    return cells
