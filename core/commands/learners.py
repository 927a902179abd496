"""core learners --org SLUG [--list NAME] [--course CODE] [--on D] [--limit N]"""

from __future__ import annotations

import argparse
from typing import Any

from core.commands.common import Call, add_options
from core.commands.intake import printable
from core.model import LearnerFilter
from core.rules.recertification import LearnerList
from core.services import learners
from core.services.learners import LIST_WORDS, Learner, Listing

SHOWN = 40


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `learners`."""
    add_options(parser, "--org", "--on", "--actor")
    parser.add_argument(
        "--list", choices=[str(one) for one in LearnerList], metavar="NAME", help=", ".join(LearnerList)
    )
    parser.add_argument("--course", metavar="CODE", help="only the family of this course")
    parser.add_argument("--limit", metavar="N", type=_limit, help="at most so many rows")
    parser.set_defaults(act=act)


def _limit(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def act(call: Call) -> None:
    """Print a list of today, soonest first, and how many people each list has."""
    args = call.args
    wanted = LearnerFilter(on_list=args.list, courses=(args.course,) if args.course else ())
    limit = args.limit if args.json or args.limit is not None else SHOWN
    with call.desk() as desk:
        found = learners.listing(desk, wanted, limit=limit)
    call.answer(_document(found), _in_words(found))


def _document(found: Listing) -> dict[str, Any]:
    return {
        "list": found.on_list,
        "on": found.on,
        "total": found.total,
        "counts": found.counts,
        "rows": [_row(one) for one in found.rows],
    }


def _row(one: Learner) -> dict[str, Any]:
    row = one.row
    return {
        "person": row.person_id,
        "email": row.address,
        "name": row.name,
        "course": row.course,
        "list": row.on_list,
        "due_on": row.due_on,
        "recertify_on": row.recertify_on,
        "say": one.say,
    }


def _in_words(found: Listing) -> str:
    counted = ", ".join(f"{count:,} {LIST_WORDS[LearnerList(name)].lower()}" for name, count in found.counts.items())
    lines = [f"On {found.on}: {counted}."]
    lines += [f"  {one.row.name or one.row.address}, {one.row.course}: {one.say}" for one in found.rows]
    if found.total > len(found.rows):
        lines.append(f"  and {found.total - len(found.rows):,} more; --json prints them all")
    return "\n".join(printable(line) for line in lines)
