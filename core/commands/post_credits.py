"""core post-credits FILE --org SLUG [--on D] (--dry-run | --confirm HASH): posts the rows that `pairs` selects."""

from __future__ import annotations

import argparse

from core.commands.common import Call
from core.commands.pairs import add_file, listed
from core.commands.recertify import add_confirmation, answer
from core.model import PlanHash


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `post-credits`."""
    add_file(parser)
    add_confirmation(parser)
    parser.set_defaults(act=post)


def post(call: Call) -> None:
    """Show the plan of posting a list, or carry it out."""
    from core.services.credits import posting

    with listed(call) as (desk, _, pairs):
        if call.args.confirm:
            answer(call, posting.confirm_list(desk, pairs, PlanHash(call.args.confirm)).as_json())
        else:
            answer(call, posting.preview_list(desk, pairs).as_json())
