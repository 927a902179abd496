"""Sending mail: claim a batch, send outside any transaction, write down what became of each.

At least once, never silently lost: a sender that is killed leaves its claim, which runs out, and the mail is tried
again under the same Message-ID. Each mail is written down before the next is sent, so a kill doubles one at most.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import Refusal
from core.gateways.mail import Fate, Outcome, Transport, transport
from core.rules.mail_retry import next_try
from core.services import telling
from core.services.mail_rendering import Rendered, Shelf, render, shelf_for
from core.settings import Settings
from core.store import outbox, outbox_claims
from core.store.db import Db, Tx
from core.store.outbox_claims import ClaimedMail

BATCH = 50
LEASE = timedelta(minutes=15)
log = logging.getLogger("certdesk.mail")


@dataclass(slots=True)
class SentReport:
    """What one run did, in mails."""

    released: int = 0
    sent: int = 0
    later: int = 0
    failed: int = 0
    trouble: str = ""  # what the relay said when it took nothing


@dataclass(slots=True)
class Run:
    """One run over the outbox."""

    db: Db
    settings: Settings
    now: Callable[[], datetime]
    stopping: threading.Event
    pause: float  # seconds between two transactions, so that people at their screens come first
    report: SentReport = field(default_factory=SentReport)

    def batches(self, way: Transport) -> None:
        """Send batch after batch until nothing is due, the relay is down, or the app stops."""
        while not self.stopping.is_set() and not self.report.trouble:
            mails, shelf = self._claim()
            if not mails:
                return
            self._send_all(way, mails, shelf)

    def _claim(self) -> tuple[list[ClaimedMail], Shelf]:
        time.sleep(self.pause)
        with self.db.transaction() as tx:
            now = self.now()
            self.report.released += outbox.release_due(tx, now)
            mails = outbox_claims.claim(tx, now, BATCH, LEASE)
            return mails, shelf_for(tx, mails)

    def _send_all(self, way: Transport, mails: Sequence[ClaimedMail], shelf: Shelf) -> None:
        for place, mail in enumerate(mails):
            if self.stopping.is_set():
                with self.db.transaction() as tx:
                    outbox_claims.hand_back(tx, mails[place:])
                return
            outcome, rendered = self._send(way, mail, shelf)
            time.sleep(self.pause)
            if outcome.fate is Fate.RELAY_DOWN:
                self.report.trouble = outcome.words
                self._not_now(mails[place:], outcome)
                return
            self._note(mail, outcome, rendered)

    def _send(self, way: Transport, mail: ClaimedMail, shelf: Shelf) -> tuple[Outcome, Rendered | None]:
        try:
            rendered = render(shelf, mail, self.settings, self.now())
            return way.send(rendered.outgoing, self.now()), rendered
        except Refusal as refusal:
            return Outcome(Fate.REFUSED, refusal.say), None
        except Exception:
            return Outcome(Fate.REFUSED, _defect("could not be made ready", mail)), None

    def _not_now(self, mails: Sequence[ClaimedMail], outcome: Outcome) -> None:
        """Put off everything that is left of a batch: the relay takes nothing, so trying each would only wait."""
        with self.db.transaction() as tx:
            for mail in mails:
                self._later_or_never(tx, mail, f"The mail relay cannot be reached: {outcome.words}")

    def _note(self, mail: ClaimedMail, outcome: Outcome, rendered: Rendered | None) -> None:
        if outcome.fate is Fate.SENT and rendered:
            self._note_sent(mail, rendered)
            return
        with self.db.transaction() as tx:
            if outcome.fate is Fate.LATER:
                self._later_or_never(tx, mail, outcome.words)
            else:
                self.report.failed += outbox_claims.mark_failed(tx, mail, outcome.words, self.now())

    def _later_or_never(self, tx: Tx, mail: ClaimedMail, words: str) -> None:
        now = self.now()
        again = next_try(mail.attempts, mail.release_at, now)
        if again:
            self.report.later += outbox_claims.mark_retry(tx, mail, words, again)
        else:
            self.report.failed += outbox_claims.mark_failed(tx, mail, f"Given up after 72 hours. {words}", now)

    def _note_sent(self, mail: ClaimedMail, rendered: Rendered) -> None:
        try:
            with self.db.transaction() as tx:
                now = self.now()
                news = outbox_claims.mark_sent(tx, mail.mail_id, rendered.outgoing.subject, rendered.masked, now)
                if news and mail.kind == "invoice" and mail.order_id is not None:
                    telling.invoice_left(tx, mail.order_id, now)
            self.report.sent += 1
        except Exception:  # else it would leave again whenever its claim runs out
            with self.db.transaction() as tx:
                outbox_claims.mark_failed(tx, mail, _defect("was sent, but what follows from it failed", mail), now)
            self.report.failed += 1


def _defect(what: str, mail: ClaimedMail) -> str:
    name = secrets.token_hex(4)
    log.exception("mail %s %s (defect %s)", mail.mail_id, what, name)
    return f"This mail {what} by a mistake in Certdesk itself. Report it as {name}."


def send_due(
    db: Db,
    settings: Settings,
    now: Callable[[], datetime],
    *,
    stopping: threading.Event | None = None,
    pause: float = 0.0,
    way: Transport | None = None,
) -> SentReport:
    """Send everything that is due, and say how it went. Never raises for what a relay does.

    Without an SMTP host mails become .eml files in the outbox folder and count as sent. `pause` seconds lie
    between two transactions; `way` is how mails leave (default: what the settings say).
    """
    run = Run(db, settings, now, stopping or threading.Event(), pause)
    with db.reading() as tx:
        due = outbox_claims.anything_due(tx, now())
    if due:
        with way or transport(settings.smtp, settings.outbox) as opened:
            run.batches(opened)
    return run.report
