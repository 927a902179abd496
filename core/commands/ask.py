"""core term · core price: cases on standard input, answers on standard output."""

from __future__ import annotations

import argparse
import sys

from core.commands.common import Call, add_options


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `term` or `price`."""
    if name == "term":
        from core.commands import term

        add_options(parser)  # accepted and not looked at: one habit for all commands
        term.add_arguments(parser)
        parser.set_defaults(act=answer_terms)
    else:
        from core.commands import price

        add_options(parser, "--org", "--on")
        price.add_arguments(parser)
        parser.set_defaults(act=answer_prices)


def answer_terms(call: Call) -> int:
    """Answer a term for each case; no store is touched."""
    from core.commands import term

    return term.run(call.args, sys.stdin, sys.stdout)


def answer_prices(call: Call) -> int:
    """Answer a price for each case by the organisation's price list."""
    from core.commands import price
    from core.services import courses

    with call.desk() as desk:
        listed = courses.price_list(desk)
    return price.run_cases(listed.rows, listed.currency, sys.stdin, sys.stdout, listed.codes)
