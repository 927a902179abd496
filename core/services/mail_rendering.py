"""A queued mail made ready to leave: text, HTML, the link with its token, the invoice as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import MailPointless
from core.gateways.mime import Attachment, OutgoingMail, message_id
from core.model import OrgId
from core.rules import tokens
from core.rules.mail_kinds import KINDS
from core.rules.mail_wording import header_safe
from core.services import mail_texts as wording
from core.settings import Settings
from core.store import mail_texts, organisations
from core.store.db import Tx
from core.store.mail_texts import OwnText, Sender
from core.store.outbox_claims import ClaimedMail, SentMail

SIGN_IN_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a batch of mails is written with, read in one transaction before anything is sent."""

    senders: dict[OrgId | None, Sender]
    texts: dict[OrgId | None, dict[str, OwnText]]
    invoices: dict[tuple[int, int], str]  # JSON by (organisation, invoice)
    logos: dict[int, bytes | None]  # PNG by organisation, of those that send invoices


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail ready to leave, and its text as it may be kept."""

    outgoing: OutgoingMail
    kept: SentMail


def shelf_for(tx: Tx, mails: Sequence[ClaimedMail]) -> Shelf:
    """Read what these mails are written with."""
    orgs = {mail.org_id for mail in mails if mail.org_id is not None}
    invoices = {int(mail.parameters["invoice_id"]) for mail in mails if mail.kind == "invoice"}
    billing = {mail.org_id for mail in mails if mail.kind == "invoice" and mail.org_id is not None}
    return Shelf(
        {None: wording.INSTANCE, **{org: mail_texts.sender(tx, org) for org in orgs}},
        {org: mail_texts.newest(tx, org) for org in orgs},
        mail_texts.invoice_documents(tx, invoices) if invoices else {},
        {org: organisations.asset(tx, organisations.look(tx, org).logo) for org in billing},
    )


def render(shelf: Shelf, mail: ClaimedMail, settings: Settings, now: datetime) -> Rendered:
    """Return a mail as it leaves. Tokens are made here and nowhere kept.

    Raises MailPointless for a sign-in link that ran out, and whatever the drawing of an invoice refuses.
    """
    if mail.kind == "sign_in" and now > mail.made_at + SIGN_IN_LASTS:
        raise MailPointless("The sign-in link ran out before a mail relay took it.")
    kind = KINDS[mail.kind]
    sender = shelf.senders[mail.org_id]
    make = tokens.keyed if kind.keyed else tokens.token
    secret = make(settings.secret, kind.purpose, int(mail.parameters["link_id"])) if kind.purpose else ""
    text = wording.wording(kind, shelf.texts.get(mail.org_id, {}).get(mail.kind))
    composed = wording.composed(kind, sender, text, mail.parameters, settings.public_url, secret)
    page = wording.drawn(kind, sender, composed)
    outgoing = OutgoingMail(
        mail_id=mail.mail_id,
        kind=mail.kind,
        message_id=message_id(mail.mail_id, mail.dedupe_key, settings.sender),
        sender_name=header_safe(sender.name),
        sender=settings.sender,
        reply_to=sender.reply_to,
        to_name=header_safe(mail.to_name)[:100].strip(),
        to_address=mail.to_address,
        subject=page.subject,
        text=page.text,
        html=page.html,
        attachment=_invoice(shelf, mail) if mail.kind == "invoice" else None,
    )
    masked = page.text.replace(secret, wording.HIDDEN) if secret else page.text
    return Rendered(outgoing, SentMail(mail.mail_id, mail.dedupe_key, page.subject, masked))


def _invoice(shelf: Shelf, mail: ClaimedMail) -> Attachment:
    from core.gateways.invoice_pdf import InvoiceDocument, draw  # fonts take a moment that most mails need not wait

    document = InvoiceDocument.from_json(shelf.invoices[mail.org_id or 0, int(mail.parameters["invoice_id"])])
    return Attachment(f"{document.number}.pdf", draw(document, logo=shelf.logos.get(mail.org_id or 0)))
