"""core pairs FILE --org SLUG [--on D] · core post-credits FILE --org SLUG [--on D] (--dry-run | --confirm HASH)"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.common import Call, add_options, existing_file
from core.commands.intake import content_of, printable

if TYPE_CHECKING:
    from core.services.credits.classifying import Classified, PairRow
    from core.services.credits.reading import PairList
    from core.services.desk import Desk

SHOWN = 40


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `pairs`."""
    add_file(parser)
    parser.set_defaults(act=act)


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the options that both commands about pairs have."""
    add_options(parser, "--org", "--on", "--actor")
    parser.add_argument("file", metavar="FILE", help="pairs of a CEULid and an address: CSV, TSV, XLSX, XLS or ODS")


def act(call: Call) -> None:
    """Say of every pair of a list which class and flags it has. Nothing is stored."""
    from core.services.credits import classifying

    with listed(call) as (desk, path, pairs):
        found = classifying.classify_list(desk, pairs)
    call.answer(found.as_json(), _in_words(path, found))


@contextmanager
def listed(call: Call) -> Iterator[tuple[Desk, Path, PairList]]:
    """Yield the desk, the file, and its pairs."""
    from core.services.credits import reading

    path = existing_file(call.args.file)
    content = content_of(path)
    with call.desk() as desk:
        yield desk, path, reading.from_file(content, path.name, desk.today)


def _in_words(path: Path, found: Classified) -> str:
    counts = ", ".join(f"{count:,} {cls}" for cls, count in found.counts.items())
    picked = sum(row.ticked for row in found.rows)
    lines = [f"{path.name}: {counts}, {len(found.problems):,} with a problem; {picked:,} would be posted"]
    lines += [_row_in_words(row) for row in found.rows[:SHOWN]]
    lines += [f"  line {one.line}: {one.say} {one.cure}" for one in found.problems[:SHOWN]]
    left = max(len(found.rows) - SHOWN, 0) + max(len(found.problems) - SHOWN, 0)
    if left:
        lines.append(f"  and {left:,} more; --json prints them all")
    return "\n".join(printable(line) for line in lines)


def _row_in_words(row: PairRow) -> str:
    flags = "".join(f" {flag}" for flag in row.flags)
    return f"  line {row.line}: {row.ceulid} : {row.email}, {row.cls}{flags}. {row.hint or ''}".rstrip()
