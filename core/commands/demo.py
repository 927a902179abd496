"""core demo"""

from __future__ import annotations

import argparse

from core.commands.common import Call, add_options
from core.services import demo


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `demo`."""
    add_options(parser, "--on")
    parser.set_defaults(act=make)


def make(call: Call) -> None:
    """Make the store if absent and fill it with fictional organisations."""
    settings = call.settings(make=True)
    with call.open(make=True) as db:
        sizes = demo.fill(db, call.now, settings.secret, settings.public_url, call.args.on)
    said = ", ".join(f"{count} {name}s" for name, count in sizes.items())
    call.answer({"store": str(settings.store), **sizes}, f"The demo is in {settings.store}: {said}.")
