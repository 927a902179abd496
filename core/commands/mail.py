"""core mail send"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from core.commands.common import Call, add_options
from core.rules.words import count_words


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `mail send`."""
    what = parser.add_subparsers(required=True, metavar="send")
    send = what.add_parser("send", allow_abbrev=False, help="send every mail that is due")
    add_options(send)
    send.set_defaults(act=send_mail)


def send_mail(call: Call) -> None:
    """Send what is due. A relay that takes nothing is no refusal: the mails wait, and the answer says so."""
    from core.jobs.send_mail import send_due

    settings = call.settings()
    with call.open() as db:
        report = send_due(db, settings, lambda: datetime.now(UTC).replace(tzinfo=None))
    where = settings.smtp.host or str(settings.outbox)
    lines = [f"{count_words(report.sent, 'mail')} sent to {where}."]
    if report.later:
        lines.append(f"{count_words(report.later, 'mail')} will be tried again.")
    if report.failed:
        lines.append(f"{count_words(report.failed, 'mail')} failed; the page Mail says why.")
    if report.trouble:
        lines.append(f"The mail relay took nothing: {report.trouble}")
    call.answer(asdict(report), "\n".join(lines))
