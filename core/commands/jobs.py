"""core jobs run"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.commands.common import DEFECT, OPTIONS, Call, add_options, progress
from core.rules.words import count_words

if TYPE_CHECKING:
    from core.jobs.daily import Report
    from core.store.db import Db


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `jobs run`."""
    what = parser.add_subparsers(required=True, metavar="run")
    run = what.add_parser("run", allow_abbrev=False, help="run whatever has not run today")
    add_options(run, "--on")
    words = {"required": False, "help": "daily jobs of this organisation only"}
    run.add_argument("--org", **{**OPTIONS["--org"], **words})
    run.set_defaults(act=run_jobs)


def run_jobs(call: Call) -> int:
    """Run the daily jobs of each organisation on its own calendar, close what is done, and release held mail."""
    from core.jobs import daily, sweep

    with call.open() as db:
        only = _organisation(db, call.args.org)
        report = daily.run(db, call.now, call.args.on, only=only)
        closed = sweep.sweep(db, call.now)
        released = _release(call, db)
    document = _document(report, closed, released)
    call.answer(document, "\n".join(_lines(document)))
    for name in report.defects:
        progress(f"Something is wrong in Certdesk itself. One job is not done and is tried again; report it as {name}.")
    return DEFECT if report.defects else 0


def _organisation(db: Db, slug: str | None) -> int | None:
    from core.services import setup

    if slug is None:
        return None
    with db.reading() as tx:
        return setup.find_organisation(tx, slug).org_id


def _release(call: Call, db: Db) -> int:
    from core.store import outbox

    with db.transaction() as tx:
        return outbox.release_due(tx, call.now)


def _document(report: Report, closed: int, released: int) -> dict[str, Any]:
    ran = [{"org": one.org, "on": one.on, "job": one.job, "counts": dict(one.counts)} for one in report.ran]
    return {"ran": ran, "closed": closed, "released": released, "defects": report.defects}


def _lines(document: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{one['org']}, {one['on']}, {one['job']}: "
        + ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in one["counts"].items())
        for one in document["ran"]
    ]
    return [
        *(lines or ["Everything has run today."]),
        f"{count_words(document['closed'], 'workshop')} closed, {count_words(document['released'], 'mail')} released.",
    ]
