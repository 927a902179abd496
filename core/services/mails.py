"""Mail as staff see it: what left, what waits, what failed and why; stop, send now, try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import MailNotFailed, MailNotHeld, MailPointless, NotFound
from core.model import OrderId, Role
from core.rules.mail_kinds import KINDS
from core.services import mail_texts as wording
from core.services.desk import Desk
from core.services.mail_texts import Preview
from core.store import mail_texts, orders, outbox, outbox_pages
from core.store.db import Tx
from core.store.outbox_pages import MailFilter, MailRow, StoredMail

ABOUT_AN_ORDER = ("invoice", "certificate_offered")  # of no use once their order is cancelled


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list, with its fate in words. Times are on the organisation's clock."""

    mail_id: int
    to_name: str
    to_address: str
    title: str
    state: str
    fate: str
    at: datetime  # when it left, was stopped, is tried again, or leaves
    can_stop: bool
    can_retry: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    lines: list[MailLine]
    counts: dict[str, int]  # by state, all of them
    next_after: int | None  # for the page behind this one


def list_mails(desk: Desk, which: MailFilter, after: int | None = None, size: int = 25) -> MailPage:
    """Return a page of the organisation's mails, newest first, and counts of every state. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        rows = outbox_pages.page(tx, desk.actor.org_id, which, after, size + 1)
        counts = outbox_pages.counts(tx, desk.actor.org_id, which)
    lines = [_line(desk, row) for row in rows[:size]]
    return MailPage(lines, counts, lines[-1].mail_id if len(rows) > size else None)


def _line(desk: Desk, row: MailRow) -> MailLine:
    at = row.sent_at or (row.release_at if row.state == "held" else row.next_try_at)
    return MailLine(
        row.mail_id,
        row.to_name,
        row.to_address,
        KINDS[row.kind].title,
        row.state,
        fate(row),
        desk.local(at),
        can_stop=row.state == "held",
        can_retry=row.state == "failed" or (row.state == "queued" and row.next_try_at > desk.now),
    )


def fate(row: MailRow) -> str:
    """Return in a sentence what became of a mail."""
    if row.state == "queued" and row.last_error:
        return f"Waits for try {row.attempts + 1}. {row.last_error}"
    if row.state == "failed":
        return row.last_error or "It could not be sent."
    if row.state == "cancelled" and row.last_error:
        return row.last_error
    return {
        "held": "Leaves when its hold is over; until then it can be stopped.",
        "queued": "Leaves within seconds.",
        "sent": "It has left.",
        "delivered": "It arrived.",
        "bounced": "It came back: nobody reads that address.",
        "cancelled": "It was stopped and never leaves.",
    }[row.state]


@dataclass(frozen=True, slots=True)
class MailText:
    """One mail to be read, its personal links masked."""

    line: MailLine
    preview: Preview


def mail_text(desk: Desk, mail_id: int) -> MailText:
    """Return a mail as its reader got it, or would get it now. Personal links are masked. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        found = _found(desk, tx, mail_id)
        kind = KINDS[found.row.kind]
        sender = mail_texts.sender(tx, desk.actor.org_id)
        text = wording.wording(kind, mail_texts.newest(tx, desk.actor.org_id).get(kind.kind))
    if found.body is not None and found.row.subject is not None:
        return MailText(_line(desk, found.row), Preview(found.row.subject, found.body, ""))
    composed = wording.composed(kind, sender, text, found.parameters, desk.base_url, wording.HIDDEN)
    return MailText(_line(desk, found.row), wording.drawn(kind, sender, composed))


def stop_mail(desk: Desk, mail_id: int) -> None:
    """Stop a mail that is still held. Raises MailNotHeld for any other."""
    with desk.acting_as(Role.STAFF) as tx:
        found = _found(desk, tx, mail_id)
        if not outbox.cancel(tx, desk.actor.org_id, mail_id, desk.now):
            raise MailNotHeld(_state(found))
        _record(desk, tx, "mail.stopped", found, "cancelled")


def send_now(desk: Desk, mail_id: int) -> None:
    """Let a held mail leave without waiting for its hold to end. Raises MailNotHeld for any other."""
    with desk.acting_as(Role.STAFF) as tx:
        found = _found(desk, tx, mail_id)
        if not outbox_pages.release(tx, desk.actor.org_id, mail_id, desk.now):
            raise MailNotHeld(_state(found))
        _refuse_if_pointless(desk, tx, found)
        _record(desk, tx, "mail.released", found, "queued")


def retry(desk: Desk, mail_id: int) -> None:
    """Try a failed mail afresh, or a waiting one at once. Raises MailNotFailed, MailPointless.

    Its Message-ID stays, so that a copy which arrived after all can be told from a second mail.
    """
    with desk.acting_as(Role.STAFF) as tx:
        found = _found(desk, tx, mail_id)
        if not outbox_pages.try_again(tx, desk.actor.org_id, mail_id, desk.now):
            raise MailNotFailed(_state(found))
        _refuse_if_pointless(desk, tx, found)
        _record(desk, tx, "mail.retried", found, "queued")


def _refuse_if_pointless(desk: Desk, tx: Tx, found: StoredMail) -> None:
    if found.row.kind in ABOUT_AN_ORDER and found.row.order_id is not None:
        order = orders.find(tx, desk.actor.org_id, OrderId(found.row.order_id))
        if order is None or order.state == "cancelled":
            raise MailPointless("The order that this mail is about was taken back. Nothing was sent.")


def _found(desk: Desk, tx: Tx, mail_id: int) -> StoredMail:
    found = outbox_pages.find(tx, desk.actor.org_id, mail_id)
    if found is None:
        raise NotFound("mail", mail_id)
    return found


def _state(found: StoredMail) -> str:
    return "on its way" if found.row.claimed else found.row.state


def _record(desk: Desk, tx: Tx, action: str, found: StoredMail, state: str) -> None:
    after: dict[str, Any] = {"state": state, "to": found.row.to_address, "kind": found.row.kind}
    desk.record(tx, action, f"mail:{found.row.mail_id}", {"state": found.row.state}, after)


__all__ = [
    "MailFilter",
    "MailLine",
    "MailPage",
    "MailText",
    "list_mails",
    "mail_text",
    "retry",
    "send_now",
    "stop_mail",
]
