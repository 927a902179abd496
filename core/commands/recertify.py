"""core recertify --org SLUG (--list NAME | --ids FILE) --dry-run | --confirm HASH"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.common import Call, add_options, existing_file
from core.model import PlanHash

if TYPE_CHECKING:
    from core.services.desk import Desk
    from core.services.recertification.selection import Wanted

RENEWABLE = ("due", "in_grace", "lapsed")


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `recertify`."""
    add_options(parser, "--org", "--on", "--actor")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--list", choices=RENEWABLE, help="everybody on this list of the day")
    whom.add_argument("--ids", metavar="FILE", help="persons: an id of `core learners` or an address a line")
    parser.add_argument("--course", metavar="CODE", help="only in the family of this course")
    add_confirmation(parser)
    parser.set_defaults(act=recertify)


def add_confirmation(parser: argparse.ArgumentParser) -> None:
    """Add the two halves of every plan: show it, or carry out the one that was shown."""
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="show the plan and its hash, and do nothing")
    how.add_argument("--confirm", metavar="HASH", help="carry out the plan that has this hash")


def recertify(call: Call) -> None:
    """Show the plan of a recertification, or carry it out."""
    from core.services.recertification import acting
    from core.services.recertification.recertify import Recertify

    file = existing_file(call.args.ids) if call.args.ids else None
    with call.desk() as desk:
        wanted = _wanted(desk, call.args, file)
        if call.args.confirm:
            answer(call, acting.confirm(desk, Recertify(), wanted, PlanHash(call.args.confirm)).as_json())
        else:
            answer(call, acting.preview(desk, Recertify(), wanted).as_json())


def _wanted(desk: Desk, args: argparse.Namespace, file: Path | None) -> Wanted:
    from core.services.recertification import selection

    if file is None:
        return selection.on_list(args.list, args.course)
    return selection.persons_of_file(desk, file.read_bytes(), args.course)


def answer(call: Call, document: dict[str, Any]) -> None:
    """Print a plan or what was done, as JSON or in words."""
    call.answer(document, "\n".join(_lines(document)))


def _lines(document: dict[str, Any]) -> list[str]:
    counts = document.get("will") or document.get("done") or {}
    said = ", ".join(_counted(number, name) for name, number in counts.items())
    left_out = [f"  left out: {row['who']}: {row['say']}" for row in document["refused"]]
    if "plan" in document:
        return [f"Would do: {said}.", *left_out, f"To do exactly this: --confirm {document['plan']}"]
    done = "Was done before" if document.get("already") else "Done"
    return [f"{done}: {said}. Batch {document['batch']}; core undo {document['batch']} takes it back.", *left_out]


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name[:-1] if number == 1 and name.endswith('s') else name}"
