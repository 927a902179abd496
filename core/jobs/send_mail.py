"""Sending mail: claim a batch, send outside any transaction, write down what became of each.

At least once, never silently lost: a sender that is killed leaves its claim, which runs out, and the mail is tried
again under the same Message-ID. Each mail is noted before the next is sent, so a kill doubles one at most.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import Refusal
from core.gateways.mail import Fate, Outcome, Transport, transport
from core.jobs.sent_journal import SentJournal
from core.rules.mail_retry import next_try
from core.services import telling
from core.services.mail_rendering import Rendered, Shelf, render, shelf_for
from core.settings import Settings
from core.store import outbox, outbox_claims
from core.store.actions import batch_mails
from core.store.db import Db, Tx
from core.store.outbox_claims import ClaimedMail, SentMail

BATCH = 200
BATCH_SECONDS = 2.0  # then the rest goes back, so that a sign-in link never waits for hundreds of notices
LEASE = timedelta(minutes=15)
_one_sender = threading.Lock()
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
    journal: SentJournal
    report: SentReport = field(default_factory=SentReport)

    def batches(self, way: Transport) -> None:
        """Send batch after batch until nothing is due, the relay is down, or the app stops."""
        self._recover()
        while not self.stopping.is_set() and not self.report.trouble:
            mails, shelf = self._claim()
            if not mails:
                return
            started, sent = time.monotonic(), list[SentMail]()
            for place, mail in enumerate(mails):
                if self.stopping.is_set() or time.monotonic() - started > BATCH_SECONDS:
                    self._hand_back(mails[place:])
                    break
                outcome, rendered = self._send(way, mail, shelf)
                if outcome.fate is Fate.RELAY_DOWN:
                    self._not_now(mails[place:], outcome)
                    break
                self._note(mail, outcome, rendered, sent)
            self._record(sent)

    def _recover(self) -> None:
        """Finish what a killed sender left: only one sends at a time, so any claim and any note is a dead one's.

        The mail that was under way counts its try and waits like any that the relay deferred, so that a mail which
        kills its sender stands in nobody's way and is given up in the end.
        """
        left = self.journal.unfinished()
        with self._transaction() as tx:
            if left.sent:
                outbox_claims.mark_sent(tx, left.sent, self.now())
            suspect = outbox_claims.claimed(tx, left.under_way) if left.under_way is not None else None
            if suspect:
                self._later_or_never(tx, suspect, Outcome(Fate.LATER, "The sender ended while this was under way."))
            outbox_claims.free_claims(tx)
        self.journal.clear()

    def _claim(self) -> tuple[list[ClaimedMail], Shelf]:
        with self._transaction() as tx:
            now = self.now()
            batch_mails.write_next(tx, now)
            self.report.released += outbox.release_due(tx, now)
            mails = outbox_claims.claim(tx, now, BATCH, LEASE)
            return mails, shelf_for(tx, mails)

    def _hand_back(self, mails: Sequence[ClaimedMail]) -> None:
        with self._transaction() as tx:
            outbox_claims.hand_back(tx, mails)

    @contextmanager
    def _transaction(self) -> Iterator[Tx]:
        time.sleep(self.pause)
        with self.db.transaction() as tx:
            yield tx

    def _send(self, way: Transport, mail: ClaimedMail, shelf: Shelf) -> tuple[Outcome, Rendered | None]:
        self.journal.trying(mail.mail_id)
        try:
            rendered = render(shelf, mail, self.settings, self.now())
            return way.send(rendered.outgoing, self.now()), rendered
        except Refusal as refusal:
            return Outcome(Fate.REFUSED, refusal.say), None
        except Exception:
            return Outcome(Fate.REFUSED, _defect("could not be made ready", mail)), None

    def _not_now(self, mails: Sequence[ClaimedMail], outcome: Outcome) -> None:
        """Put off everything that is left of a batch: the relay takes nothing, so trying each would only wait."""
        self.report.trouble = outcome.words
        said = Outcome(outcome.fate, f"The mail relay cannot be reached: {outcome.words}")
        with self._transaction() as tx:
            for mail in mails:
                self._later_or_never(tx, mail, said)

    def _note(self, mail: ClaimedMail, outcome: Outcome, rendered: Rendered | None, sent: list[SentMail]) -> None:
        if rendered and outcome.fate is Fate.SENT and mail.kind == "invoice":
            self._record_invoice(mail, rendered.kept)
        elif rendered and outcome.fate is Fate.SENT:
            self.journal.sent(rendered.kept)
            sent.append(rendered.kept)
        else:
            with self._transaction() as tx:
                self._later_or_never(tx, mail, outcome)

    def _record(self, sent: Sequence[SentMail]) -> None:
        """Tell the store what left."""
        if sent:
            with self._transaction() as tx:
                outbox_claims.mark_sent(tx, sent, self.now())
        self.journal.clear()
        self.report.sent += len(sent)

    def _later_or_never(self, tx: Tx, mail: ClaimedMail, outcome: Outcome) -> None:
        now, words = self.now(), outcome.words
        again = None if outcome.fate is Fate.REFUSED else next_try(mail.attempts, mail.release_at, now)
        if again:
            self.report.later += outbox_claims.mark_retry(tx, mail, words, again)
            return
        said = words if outcome.fate is Fate.REFUSED else f"Given up after 72 hours. {words}"
        self.report.failed += outbox_claims.mark_failed(tx, mail, said, now)

    def _record_invoice(self, mail: ClaimedMail, kept: SentMail) -> None:
        """Note that an invoice is with its payer, and tell the participants, in one transaction."""
        try:
            with self._transaction() as tx:
                if outbox_claims.mark_sent(tx, [kept], self.now()) and mail.order_id is not None:
                    telling.invoice_left(tx, mail.order_id, self.now())
            self.report.sent += 1
        except Exception:  # else it would leave again whenever its claim runs out
            words = _defect("was sent, but what follows from it failed", mail)
            with self._transaction() as tx:
                self.report.failed += outbox_claims.mark_failed(tx, mail, words, self.now())


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
    run = Run(db, settings, now, stopping or threading.Event(), pause, SentJournal(db.path))
    with _one_sender:
        with db.reading() as tx:
            due = outbox_claims.anything_due(tx, now())
        if due:
            with way or transport(settings.smtp, settings.outbox) as opened:
                run.batches(opened)
    return run.report
