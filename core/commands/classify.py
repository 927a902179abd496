"""core classify FILE --org SLUG --course CODE [--course CODE…] --date D [--retakes]"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from core.commands.common import Call, add_options, existing_file
from core.commands.intake import content_of, printable
from core.services import classifying
from core.services.classifying import ClassifiedFile, ListedRow
from core.services.pricing import money

SHOWN = 40


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `classify`."""
    add_options(parser, "--org", "--on", "--actor")
    parser.add_argument("file", metavar="FILE", help="the roster: CSV, TSV, XLSX, XLS or ODS")
    parser.add_argument(
        "--course", action="append", required=True, metavar="CODE", help="a course that was taught; repeatable"
    )
    parser.add_argument("--date", required=True, metavar="D", type=date.fromisoformat, help="day of the workshop")
    parser.add_argument("--retakes", action="store_true", help="Completed people may be chosen as renewals")
    parser.set_defaults(act=act)


def act(call: Call) -> None:
    """Say of everybody on the list where they stand in each course. Nothing is stored."""
    args = call.args
    path = existing_file(args.file)
    content = content_of(path)
    with call.desk() as desk:
        found = classifying.classify_file(desk, content, path.name, args.course, args.date, retakes=args.retakes)
    call.answer(found.as_json(), _in_words(path, found))


def _in_words(path: Path, found: ClassifiedFile) -> str:
    counts = ", ".join(f"{count:,} {status}" for status, count in found.counts.items())
    total = money(found.total_minor, found.currency)
    lines = [f"{path.name}: {counts}, {len(found.problems):,} with a problem; all that can be chosen: {total}"]
    lines += [_row_in_words(row) for row in found.rows[:SHOWN]]
    lines += [f"  line {one.line}: {one.say} {one.cure}" for one in found.problems[:SHOWN]]
    left = max(len(found.rows) - SHOWN, 0) + max(len(found.problems) - SHOWN, 0)
    if left:
        lines.append(f"  and {left:,} more; --json prints them all")
    return "\n".join(printable(line) for line in lines)


def _row_in_words(row: ListedRow) -> str:
    said = [reason.say for reason in row.verdict.reasons] + [warned.say for warned in row.verdict.warnings]
    who = f"{row.first_name} {row.last_name}".strip()
    return f"  line {row.line}: {who}, {row.course}: {row.verdict.status}. {' '.join(said)}"
