"""core import KIND FILE --org SLUG"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.commands.common import Call, add_options, existing_file, progress
from core.model import Problem

SAID_EVERY = 200_000
KINDS = ("people", "completions", "certificates", "courses", "ceu-courses")


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    add_options(parser, "--org", "--on", "--actor", "--dry-run")
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    parser.add_argument("file", metavar="FILE", help="the file that holds the records")
    parser.set_defaults(act=bring_in)


def bring_in(call: Call) -> None:
    """Bring a file in and say what it did, or with --dry-run would do."""
    path = existing_file(call.args.file)
    counts, problems = _courses(call, path) if call.args.kind == "courses" else _rows(call, path)
    document = {**counts, "problems": [one.as_json() for one in problems]}
    call.answer(document, _in_words(path, counts, problems, dry_run=call.args.dry_run))


def _courses(call: Call, path: Path) -> tuple[Mapping[str, int], Iterable[Problem]]:
    from core.services import courses

    with call.desk() as desk:
        done = courses.import_file(desk, path.read_bytes(), dry_run=call.args.dry_run)
    return {"new": done.new, "updated": done.updated, "unchanged": done.unchanged}, done.problems


def _rows(call: Call, path: Path) -> tuple[Mapping[str, int], Iterable[Problem]]:
    from core.services import import_files, imports

    kind = call.args.kind
    with call.desk() as desk, path.open("rb") as stream:
        source = import_files.source_of(kind, path.name, stream)
        chunks = import_files.read_file(kind, path.name, stream, desk.today)
        done = imports.bring_in(desk, source, _reporting(chunks), dry_run=call.args.dry_run)
    return asdict(done.counts), done.problems


def _reporting(chunks: Iterable[Any]) -> Iterator[Any]:
    """Pass chunks on, telling a person now and then how far a long file is."""
    rows = said = 0
    for chunk in chunks:
        rows += chunk.rows.num_rows
        yield chunk
        if rows >= said + SAID_EVERY:
            said = rows
            progress(f"{rows:,} rows read")


def _in_words(path: Path, counts: Mapping[str, Any], problems: Iterable[Problem], *, dry_run: bool) -> str:
    verb = "would be " if dry_run else ""
    said = ", ".join(f"{number:,} {verb}{name}" for name, number in counts.items())
    listed = [f"  line {one.line}: {one.say} {one.cure}" for one in problems]
    return "\n".join([f"{path.name}: {said}, {len(listed):,} with a problem", *listed])
