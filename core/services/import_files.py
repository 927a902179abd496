"""From a file to the chunks that an import takes: read by the intake, columns kept as columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import pyarrow as pa

from core.model import Problem
from core.rules.ceulids import ceulid_key
from core.rules.intake import Intake, read_chunks
from core.services.imports import STAGED, Chunk, Source
from core.store.imports import staging

KINDS = tuple(STAGED)


def source_of(kind: str, name: str, stream: BinaryIO) -> Source:
    """Return which file a stream is; it stands at its beginning again afterwards."""
    stream.seek(0)
    fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # asks for less than it types
    stream.seek(0)
    return Source(kind, name, fingerprint)


def read_file(kind: str, name: str, stream: BinaryIO, today: date) -> Iterator[Chunk]:
    """Yield a file of any length, some rows at a time. Raises IntakeRefused, before or between chunks."""
    for piece in read_chunks(stream, name, kind, today=today):
        yield chunk_of(kind, piece)


def chunk_of(kind: str, intake: Intake) -> Chunk:
    """Return what was read in the shape that its import takes."""
    columns, lines = intake.rows.columns, intake.rows.lines
    others = _others(lines, columns["other_emails"]) if kind == "people" else None
    if kind == "ceu-courses":
        columns = _of_ceu_courses(columns)
    rows = _table(STAGED[kind][1], {"line": lines, **columns})
    problems = [*intake.problems]
    if kind == "certificates":
        rows, ended_early = _without_early_ends(rows)
        problems += ended_early
    return Chunk(rows, others, tuple(problems))


def _of_ceu_courses(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the columns with hours as whole hundredths and every code folded beside itself."""
    return {
        **columns,
        "ceulid_key": [ceulid_key(one) for one in columns["ceulid"]],
        "successor_key": [ceulid_key(one) for one in columns["successor"]],
        "hours_hundredths": [None if one is None else int(one * 100) for one in columns["hours"]],
    }


def _table(schema: pa.Schema, columns: dict[str, list[Any]]) -> pa.Table:
    arrays = []
    for wanted in schema:
        array = pa.array(columns[wanted.name], wanted.type)
        arrays.append(array.fill_null("") if wanted.type == pa.string() and array.null_count else array)
    return pa.table(arrays, schema=schema)


def _others(lines: list[int], cells: list[tuple[str, ...]]) -> pa.Table:
    pairs = [
        (line, address) for line, addresses in zip(lines, cells, strict=True) if addresses for address in addresses
    ]
    return pa.table({"line": [one[0] for one in pairs], "address": [one[1] for one in pairs]}, schema=staging.OTHERS)


def _without_early_ends(rows: pa.Table) -> tuple[pa.Table, list[Problem]]:
    """Take out certificates that would end before they begin."""
    early = [
        at
        for at, (start, end) in enumerate(
            zip(rows["certified_on"].to_pylist(), rows["valid_through"].to_pylist(), strict=True)
        )
        if end is not None and end < start
    ]
    if not early:
        return rows, []
    say, cure = "This certificate would end before it begins.", "Correct one of the two dates, or leave the end empty."
    problems = [
        Problem(rows["line"][at].as_py(), "valid_through", str(rows["valid_through"][at]), "BAD_DATE", say, cure)
        for at in early
    ]
    gone = set(early)
    return rows.take([at for at in range(rows.num_rows) if at not in gone]), problems
