"""Mail texts: the default wording, an organisation's own, and what a mail would look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.errors import NotFound, UnfitText
from core.gateways import letter
from core.gateways.letter import LetterParagraph
from core.model import Role
from core.rules import mail_wording
from core.rules.mail_kinds import KINDS, MailKind
from core.rules.mail_wording import Composed
from core.services.desk import Desk
from core.settings import DATA
from core.store import mail_texts
from core.store.db import Tx
from core.store.mail_texts import OwnText, Sender

INSTANCE = Sender("Certdesk", "#1d4ed8", None)
HIDDEN = "…"  # stands for a token wherever a person reads a sent mail


@dataclass(frozen=True, slots=True)
class TextCard:
    """One kind of mail as its editor shows it."""

    kind: str
    title: str
    leaves: str
    subject: str
    body: str
    placeholders: tuple[str, ...]
    changed_by: str | None  # None: the default is in use
    changed_at: datetime | None  # on the organisation's clock


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as its reader would see it."""

    subject: str
    text: str
    html: str


def list_texts(desk: Desk) -> list[TextCard]:
    """Return every text that an organisation may word itself. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        own = mail_texts.newest(tx, desk.actor.org_id)
    return [_card(desk, kind, own.get(kind.kind)) for kind in KINDS.values() if kind.editable]


def _card(desk: Desk, kind: MailKind, own: OwnText | None) -> TextCard:
    subject, body = wording(kind, own)
    changed = own if own and own.subject else None
    return TextCard(
        kind.kind,
        kind.title,
        kind.leaves,
        subject,
        body,
        tuple(kind.placeholders),
        changed.made_by if changed else None,
        desk.local(changed.made_at) if changed else None,
    )


def preview(desk: Desk, kind: str, subject: str, body: str) -> Preview:
    """Return a text filled with sample values. Raises what `save` would raise."""
    found = _editable(kind)
    with desk.reading_as(Role.STAFF) as tx:
        sender = mail_texts.sender(tx, desk.actor.org_id)
    mail_wording.check(found, subject, body)
    return drawn(found, sender, sampled(found, sender, subject, body, desk.base_url))


def sampled(kind: MailKind, sender: Sender, subject: str, body: str, base_url: str) -> Composed:
    """Return a text filled with the kind's sample values and a link that leads nowhere."""
    link = mail_wording.link_of(kind, base_url, {"workshop_id": 0}, HIDDEN)
    return mail_wording.compose(subject, body, {**kind.samples, "organisation": sender.name}, link)


def save(desk: Desk, kind: str, subject: str, body: str) -> None:
    """Put a wording of one's own into use from the next mail on.

    Raises UnknownPlaceholders with their names, PlaceholderNeeded, or UnfitText.
    """
    found = _editable(kind)
    with desk.acting_as(Role.STAFF) as tx:
        mail_wording.check(found, subject, body)
        _put(desk, tx, found, subject.strip(), body.replace("\r\n", "\n").strip() + "\n")


def reset(desk: Desk, kind: str) -> None:
    """Put the default wording into use again; the own one stays in the history."""
    found = _editable(kind)
    with desk.acting_as(Role.STAFF) as tx:
        _put(desk, tx, found, "", "")


def _put(desk: Desk, tx: Tx, kind: MailKind, subject: str, body: str) -> None:
    own = mail_texts.newest(tx, desk.actor.org_id).get(kind.kind)
    before = (own.subject, own.body) if own else ("", "")
    if before == (subject, body):
        return
    at = max(desk.now, own.made_at) if own else desk.now
    mail_texts.add(tx, desk.actor.org_id, OwnText(kind.kind, subject, body, desk.actor.name, at))
    desk.record(
        tx,
        "mail_text.changed" if subject else "mail_text.reset",
        f"mail_text:{kind.kind}",
        {"subject": before[0], "body": before[1]},
        {"subject": subject, "body": body},
    )


def _editable(kind: str) -> MailKind:
    found = KINDS.get(kind)
    if found is None:
        raise NotFound("mail text", kind)
    if not found.editable:
        raise UnfitText("This text is the same for every organisation here, so nobody changes it.")
    return found


def wording(kind: MailKind, own: OwnText | None) -> tuple[str, str]:
    """Return subject and body in use: the organisation's own, or the default."""
    return (own.subject, own.body) if own and own.subject else default(kind.kind)


@lru_cache(maxsize=64)
def default(kind: str) -> tuple[str, str]:
    """Return subject and body of the default text."""
    return mail_wording.split_text((DATA / "mail" / f"{kind}.txt").read_text(encoding="utf-8"))


def composed(
    kind: MailKind, sender: Sender, text: tuple[str, str], parameters: Mapping[str, Any], base_url: str, secret: str
) -> Composed:
    """Return a mail in words; `secret` is the token of its link, or what stands for it."""
    link = mail_wording.link_of(kind, base_url, parameters, secret)
    return mail_wording.compose(*text, mail_wording.values_of(parameters, sender.name), link)


def drawn(kind: MailKind, sender: Sender, mail: Composed) -> Preview:
    """Return a mail as text and HTML."""
    paragraphs = [LetterParagraph(each.text, each.text if each.link else "") for each in mail.paragraphs]
    html = letter.html(sender.name, sender.colour, mail.subject, paragraphs, kind.button)
    return Preview(mail.subject, mail.text, html)
