"""Read a list: bytes in; what was detected, rows and problems out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from typing import BinaryIO

from core.errors import IntakeRefused
from core.rules.intake import encoding
from core.rules.intake.batch import Batch, Task, batches, is_blank
from core.rules.intake.body import rows_of
from core.rules.intake.cleaning import trimmed
from core.rules.intake.header import Header, best_header, chosen_columns, complete
from core.rules.intake.kinds import KINDS, Kind
from core.rules.intake.limits import DEEPEST_HEADER, HEAD_BYTES, HEAD_RECORDS, IMPORT_LIMITS, MB, PAGE_LIMITS, Limits
from core.rules.intake.lines import Record, too_many_columns
from core.rules.intake.result import NOTHING_OVERRULED, Detected, Intake, Overrule
from core.rules.intake.source import Source, empty, opened, refuse_magic, text_source

CHUNK = 50_000


def read(
    content: bytes,
    name: str,
    kind: str,
    *,
    limits: Limits = PAGE_LIMITS,
    overrule: Overrule | None = None,
    today: date | None = None,
) -> Intake:
    """Read a list of a kind (roster, people, completions, certificates, pairs, ceu-courses, any).

    All problems come back at once, each with its line; rows without one are not held up by the others. `today`
    turns dates later than it into problems. Raises IntakeRefused when the file is no list at all.
    """
    refuse_large(len(content), limits)
    wanted, said = KINDS[kind], overrule or NOTHING_OVERRULED
    source = opened(content, name, wanted, limits, said)
    return next(_read(source, name, wanted, limits, said, today, limits.rows + 1))


def read_chunks(
    stream: BinaryIO,
    name: str,
    kind: str,
    *,
    limits: Limits = IMPORT_LIMITS,
    overrule: Overrule | None = None,
    today: date | None = None,
    size: int = CHUNK,
) -> Iterator[Intake]:
    """Read a list of any length piece by piece, at most `size` rows in memory at a time.

    The stream must be seekable. The encoding is told by its head and verified on the way, so a refusal may come
    after good pieces. The same address twice is not flagged. `blank_lines` counts up to here. Raises IntakeRefused.
    """
    length = stream.seek(0, 2)
    refuse_large(length, limits)
    stream.seek(0)
    wanted, said = KINDS[kind], overrule or NOTHING_OVERRULED
    head = stream.read(16 * HEAD_BYTES)
    if length <= len(head) or head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        source = opened(head + stream.read(), name, wanted, limits, said)
    else:
        refuse_magic(head, name)
        chosen = encoding.named(head, said.encoding) if said.encoding else _detected(stream, head)
        source = text_source(stream, head, chosen, wanted, limits, said)
    yield from _read(source, name, wanted, limits, said, today, size)


def _detected(stream: BinaryIO, head: bytes) -> encoding.Encoding:
    """Return the encoding of a long text, told by its head and by the first stretch that is not plain ASCII."""
    telling = head
    while telling.isascii() and (piece := stream.read(len(head))):
        telling = piece
    return encoding.detect(head if telling is head else head + telling, whole=False)


def refuse_large(length: int, limits: Limits) -> None:
    """Refuse a file by its length alone, so that nobody needs to read it first."""
    if length > limits.bytes:
        say = f"This file has {length / MB:,.1f} MB; up to {limits.bytes // MB:,} are read. Give the list in parts."
        raise IntakeRefused("TOO_LARGE", say)


def _read(
    source: Source, name: str, kind: Kind, limits: Limits, said: Overrule, today: date | None, size: int
) -> Iterator[Intake]:
    """Yield what was read, a stretch at a time."""
    head = list(islice(source.records, min(max(HEAD_RECORDS, said.header_line or 0), DEEPEST_HEADER)))
    header = _header(head, kind, said)
    _refuse_header(header, kind, limits)
    first = 0 if header.at is None else header.at + 1
    task = Task(kind, header, limits, today, said.day_first)
    task.blank_lines = sum(is_blank(cells) for _, cells in head[:first])
    detected = Detected(
        source.encoding,
        source.delimiter,
        None if header.at is None else head[header.at][0],
        {field: header.title(field) for field in header.columns},
        header.ignored if kind.fields else (),
        header.cells if header.at is not None else (),
        source.sheet,
        source.sheets,
    )
    rest = deque(head[first:])
    del head
    for batch in batches(chain(_drained(rest), source.records), task, size):
        yield _intake(batch, name, detected, flag_same=size > limits.rows)


def _drained(held: deque[Record]) -> Iterator[Record]:
    while held:
        yield held.popleft()


def _intake(batch: Batch, name: str, detected: Detected, *, flag_same: bool) -> Intake:
    rows, salvaged = rows_of(batch, flag_same=flag_same)
    problems = sorted(batch.problems, key=lambda problem: problem.line)
    return Intake(name, detected, rows, problems, batch.task.blank_lines, salvaged)


def _header(head: Sequence[Record], kind: Kind, said: Overrule) -> Header:
    """Return the header that was chosen, else the likeliest. Raises IntakeRefused (EMPTY, NO_HEADER)."""
    filled = [at for at, (_, cells) in enumerate(head) if not is_blank(cells)]
    if not filled:
        raise empty()
    records = [cells for _, cells in head]
    if said.header_line:
        found = _at_line(head, said.header_line, kind)
    elif said.header_line == 0:
        found = Header(None, [""] * max(map(len, records)), {})
    elif not kind.fields:
        found = Header(filled[0], [trimmed(cell) for cell in records[filled[0]]], {})
    else:
        found = best_header(records, kind) or Header(filled[0], [trimmed(c) for c in records[filled[0]]], {})
    if said.columns is not None:
        found = replace(found, columns=chosen_columns(found, said.columns, kind))
    if kind.headless and not complete(found.columns, kind):
        return _headless(records, filled[0], kind)
    return found


def _at_line(head: Sequence[Record], line: int, kind: Kind) -> Header:
    at = max((at for at, (begins, _) in enumerate(head) if begins <= line), default=0)
    if head[at][0] < line and at == len(head) - 1:
        raise IntakeRefused("NO_HEADER", f"There is no line {line:,} that could be a header. Choose another.")
    cells = [trimmed(cell) for cell in head[at][1]]
    found = best_header([cells], kind)
    return replace(found, at=at) if found else Header(at, cells, {})


def _headless(records: Sequence[Sequence[str]], first: int, kind: Kind) -> Header:
    """Return the columns of a list of pairs without a header, told by the first row with an @ in it."""
    width = max(map(len, records))
    telling = next((cells for cells in records[first:] if any("@" in cell for cell in cells)), [])
    email = next((at for at, cell in enumerate(telling) if "@" in cell), None)
    if email is None:
        return Header(None, [""] * width, {})
    if ":" in telling[email].replace("mailto:", ""):
        columns = {"pair": email}
    else:
        columns = {
            "ceulid": next((at for at, cell in enumerate(telling) if cell and at != email), email),
            "email": email,
        }
    return Header(None, [""] * width, columns)


def _refuse_header(header: Header, kind: Kind, limits: Limits) -> None:
    if len(header.cells) > limits.columns:
        raise too_many_columns(1, limits)
    if not kind.fields:
        return
    if not complete(header.columns, kind):
        wanted = " and ".join(kind.needs[-1])
        raise IntakeRefused(
            "NO_HEADER",
            f"No column for {wanted} was found in the first {HEAD_RECORDS} lines. "
            "Write a header above the list, such as E-mail, or choose the header line and its columns.",
        )
    given = set(header.columns) | ({"ceulid", "email"} if "pair" in header.columns else set())
    if missing := [field.name for field in kind.fields if field.must and field.name not in given]:
        raise IntakeRefused("NO_HEADER", f"There is no column for {' and '.join(missing)}. Add it to the header.")
