"""core undo BATCH --dry-run | --confirm HASH"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.commands.common import Call, add_options, operator_name
from core.commands.recertify import add_confirmation, answer
from core.errors import NotFound
from core.model import PlanHash

if TYPE_CHECKING:
    from core.store.db import Db


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `undo`."""
    add_options(parser, "--on", "--actor")
    parser.add_argument("batch", metavar="BATCH", type=int, help="the number that confirming printed")
    add_confirmation(parser)
    parser.set_defaults(act=undo)


def undo(call: Call) -> None:
    """Show what undoing a batch would come to, or do it."""
    from core.services import setup
    from core.services.recertification import undo as undoing

    args, settings = call.args, call.settings()
    with call.open() as db:
        org = _organisation_of(db, args.batch)
        desk = setup.desk_for(
            db, org, args.actor, operator_name(), args.on, call.now, settings.public_url, settings.secret
        )
        if args.confirm:
            answer(call, undoing.confirm(desk, args.batch, PlanHash(args.confirm)).as_json())
        else:
            answer(call, undoing.preview(desk, args.batch).as_json())


def _organisation_of(db: Db, batch: int) -> str:
    """Return the short name of the organisation whose batch this is: a number alone says which. Raises NotFound."""
    from core.store import batches, organisations

    with db.reading() as tx:
        org = batches.organisation_of(tx, batch)
        if org is None:
            raise NotFound("batch", batch)
        return organisations.by_id(tx, org).slug
