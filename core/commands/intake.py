"""`core intake FILE…`: shows how files are read, each row and each problem. Needs no store."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from core.commands.common import DONE, REFUSED, Call, add_options, as_json, existing_file
from core.errors import IntakeRefused, Refusal
from core.rules.intake import KINDS, PAGE_LIMITS, Overrule, read, refuse_large

SHOWN = 20


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `intake`."""
    add_options(parser, "--on")
    add_arguments(parser)
    parser.set_defaults(act=act)


def act(call: Call) -> int:
    """Read the files that the options name; --on is today, else the day at this machine."""
    return run(call.args)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files, the kind, and what may be said instead of being detected."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, TSV, XLSX, XLS or ODS")
    parser.add_argument("--as", dest="kind", choices=list(KINDS), required=True, help="what the list is")
    parser.add_argument("--encoding", help="such as utf-8 or windows-1252")
    parser.add_argument("--delimiter", help="one sign, or tab")
    parser.add_argument("--header-line", type=int, metavar="N", help="physical line of the header, 0 for none")
    parser.add_argument("--sheet", help="name of the sheet")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=HEADER", help="which column a field is in; repeatable"
    )


def run(args: argparse.Namespace, stdout: TextIO | None = None) -> int:
    """Read each file and print one answer a file: one line of JSON under --json, text for a person otherwise.

    A file that cannot be read as a list answers with its refusal and does not stop the next one. Exit status 0 when
    every file that was named exists, whatever is in it; 1 when one is not there.
    """
    status = DONE
    for name in args.files:
        try:
            answer = _read(name, args)
        except IntakeRefused as refusal:
            answer = {"file": name, "refused": refusal.code, "say": refusal.say}
        except Refusal as refusal:
            status = REFUSED
            print(refusal.say, file=sys.stderr)
            answer = {"file": name, "refused": refusal.code, "say": refusal.say}
        shown = as_json(_sayable(answer)) if args.json else text_of(answer)
        print(shown, file=stdout or sys.stdout)
    return status


def _sayable(answer: dict[str, Any]) -> dict[str, Any]:
    # A file's name may hold bytes of no encoding; no JSON can write those.
    return answer | {"file": str(answer["file"]).encode("utf-8", "replace").decode()}


def _read(name: str, args: argparse.Namespace) -> dict[str, Any]:
    content = content_of(existing_file(name))
    today = getattr(args, "on", None) or datetime.now().astimezone().date()
    return read(content, name, args.kind, overrule=_overrule(args), today=today).as_json()


def content_of(path: Path) -> bytes:
    """Return the bytes of a list. Raises IntakeRefused when a page would not take it either, or it cannot be opened."""
    refuse_large(path.stat().st_size, PAGE_LIMITS)
    try:
        return path.read_bytes()
    except OSError as error:
        raise IntakeRefused("UNDECODABLE", f"This file cannot be opened: {error.strerror}.") from None


def _overrule(args: argparse.Namespace) -> Overrule:
    pairs = [item.partition("=")[::2] for item in args.column]
    columns = {field: int(column) if column.isdigit() else column for field, column in pairs}
    return Overrule(args.encoding, args.delimiter, args.header_line, columns or None, args.sheet)


def text_of(answer: dict[str, Any]) -> str:
    """Return an answer for a person: what was detected, how many rows, and every problem with its cure."""
    if "refused" in answer:
        return f"{answer['file']}: {answer['say']}"
    found = answer["detected"]
    columns = ", ".join(f"{field} from “{header}”" for field, header in found["columns"].items())
    how = f"read as {found['encoding'] or 'a workbook'}, header on line {found['header_line'] or '–'}"
    lines = [
        f"{answer['file']}: {counted(len(answer['rows']), 'row')}, {counted(len(answer['problems']), 'problem')}, "
        f"{counted(answer['blank_lines'], 'blank line')}",
        f"  {how}: {columns or '–'}",
    ]
    if found["ignored"]:
        lines.append(f"  ignored: {', '.join(found['ignored'])}")
    lines += [
        f"  line {one['line']}: {one['value'] or ''} – {one['say']} {one['cure']}" for one in answer["problems"][:SHOWN]
    ]
    if len(answer["problems"]) > SHOWN:
        lines.append(f"  and {len(answer['problems']) - SHOWN:,} more; --json prints them all")
    return "\n".join(printable(line) for line in lines)


def counted(number: int, what: str) -> str:
    """Return a number with its noun: 1 row, 2 rows."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def printable(line: str) -> str:
    """Return a line that cannot steer the terminal that shows it."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
