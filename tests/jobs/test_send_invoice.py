"""An invoice leaves as PDF, and only then are the participants told."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage

import pytest

from core.jobs.send_mail import SentReport
from core.model import OrderId
from core.services import taking_back, telling
from core.store import invoices
from tests.jobs.post_room import PostRoom
from tests.jobs.relay import Relay
from tests.services.scenes import PAYER, Scene, harbour_scene

QUARTER = timedelta(minutes=15)


@pytest.fixture
def order(post: PostRoom) -> OrderId:
    """Ana's certificate, ordered by Andrea and billed to Ida Klein; its hold has just begun."""
    scene: Scene = harbour_scene(post.cast)
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    return scene.issue(workshop).order_id


def pdf_of(mail: EmailMessage) -> tuple[str | None, bytes]:
    (attached,) = mail.iter_attachments()
    content = attached.get_content()
    assert isinstance(content, bytes)
    return attached.get_filename(), content


def test_participants_are_told_once_the_invoice_has_left(post: PostRoom, mail_relay: Relay, order: OrderId) -> None:
    assert post.send() == SentReport()  # held
    assert post.send(QUARTER) == SentReport(released=1, sent=2)
    invoice, notice = mail_relay.messages
    assert invoice["To"] == "Ida Klein <ida.klein@clinic.example.org>"
    assert invoice["Subject"] == "Harbour Rescue Council: invoice INV-2026-00001"
    assert "invoice INV-2026-00001 over 25.00 EUR, due on 1 Apr 2026" in mail_relay.text(0)
    name, pdf = pdf_of(invoice)
    assert (name, pdf[:5]) == ("INV-2026-00001.pdf", b"%PDF-")
    assert notice["To"] == "Ana Silva <ana.silva@example.org>"


def test_nobody_is_told_while_the_invoice_cannot_leave(post: PostRoom, mail_relay: Relay, order: OrderId) -> None:
    mail_relay.answers[PAYER.email] = "450 mailbox busy"
    assert post.send(QUARTER) == SentReport(released=1, later=1)
    with post.cast.db.reading() as tx:
        found = invoices.of_order(tx, order)
        told = tx.value("SELECT count(*) FROM outbox WHERE kind = 'certificate_offered'")
    assert found
    assert (found.state, found.handed_over_at, told) == ("draft", None, 0)
    mail_relay.answers.clear()
    assert post.send(timedelta(seconds=10)).sent == 2


def test_an_order_taken_back_within_its_hold_tells_nobody(post: PostRoom, mail_relay: Relay, order: OrderId) -> None:
    taking_back.take_back(post.cast.desk_of(post.cast.andrea), order)
    assert post.send(QUARTER) == SentReport()
    assert mail_relay.taken == []


def test_an_invoice_whose_consequence_fails_is_not_sent_again_and_again(
    post: PostRoom, mail_relay: Relay, order: OrderId, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr(telling, "invoice_left", broken)
    with caplog.at_level(logging.CRITICAL):
        assert post.send(QUARTER) == SentReport(released=1, failed=1)
    assert post.send(QUARTER) == SentReport()
    assert len(mail_relay.taken) == 1


def test_an_invoice_that_waits_for_its_relay_does_not_follow_its_own_correction(
    post: PostRoom, mail_relay: Relay, order: OrderId
) -> None:
    mail_relay.answers[PAYER.email] = "450 mailbox busy"
    post.send(QUARTER)
    taking_back.take_back(post.cast.desk_of(post.cast.andrea), order)
    mail_relay.answers.clear()
    assert post.send(timedelta(seconds=10)) == SentReport(sent=1)
    (correction,) = mail_relay.messages
    assert correction["Subject"] == "Harbour Rescue Council: invoice INV-2026-00001 is cancelled"
    assert mail_relay.text().startswith("Hello,\n\nthe order for workshop 2026.02.20 Andrea Steele BLS Rescuer")
