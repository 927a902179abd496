"""Mail texts: which placeholders they may hold, how they are filled, and what must never reach a header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import PlaceholderNeeded, UnfitText, UnknownPlaceholders
from core.rules.mail_kinds import MailKind
from core.rules.money import money
from core.rules.words import day_words, list_words

LONGEST_SUBJECT = 150
LONGEST_BODY = 5_000
LONGEST_VALUE = 1_000
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_BEFORE_EMPTY = re.compile(r"[ ,]*\{([a-z_]+)\}")
_LINK = "{link}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a mail; `link` marks the address that stands alone and becomes a button."""

    text: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail in words, ready to be drawn."""

    subject: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The mail as plain text."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs) + "\n"


def check(kind: MailKind, subject: str, body: str) -> None:
    """Raise UnknownPlaceholders, PlaceholderNeeded or UnfitText for a text that this kind of mail cannot use."""
    if not subject.strip() or not body.strip():
        raise UnfitText("A mail needs a subject and a text. Fill in both.")
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise UnfitText(f"A subject has at most {LONGEST_SUBJECT} characters and a text {LONGEST_BODY:,}. Shorten it.")
    if len(subject.strip().splitlines()) > 1 or header_safe(subject) != " ".join(subject.split()):
        raise UnfitText("The subject holds line ends, invisible characters or “=?”, which mail programs misread.")
    in_subject = [name for name in kind.placeholders if name != "link"]
    for text, allowed in ((subject, in_subject), (body, kind.placeholders)):
        unknown = [name for name in _PLACEHOLDER.findall(text) if name not in allowed]
        if unknown:
            raise UnknownPlaceholders(list(dict.fromkeys(unknown)), allowed)
    for name in kind.needed:
        if f"{{{name}}}" not in body:
            raise PlaceholderNeeded(name)


def compose(subject: str, body: str, values: Mapping[str, str], link: str = "") -> Composed:
    """Fill a text in. A value is never read as a placeholder itself; {link} alone in a paragraph becomes a button."""
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip())]
    return Composed(
        header_safe(filled(subject, values)),
        tuple(
            Paragraph(link, link=True) if part.strip() == _LINK else Paragraph(filled(part, {**values, "link": link}))
            for part in parts
            if part.strip()
        ),
    )


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return the template with its placeholders replaced in one pass; an empty value takes its comma with it."""
    closed = _BEFORE_EMPTY.sub(lambda found: found[0] if values.get(found[1]) else "", template)
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), closed)


def values_of(parameters: Mapping[str, Any], organisation: str) -> dict[str, str]:
    """Return the words for a mail's parameters: lists joined, `…_minor` as money, `…_on` as days.

    Each is one line, but for the items of `…_lines`, which stand below each other.
    """
    currency = str(parameters.get("currency", ""))
    words = {"organisation": one_line(organisation)}
    for name, value in parameters.items():
        if name.endswith("_minor") and currency:
            words[name.removesuffix("_minor")] = money(int(value), currency)
        elif name.endswith("_on"):
            words[name] = day_words(date.fromisoformat(str(value)))
        elif name.endswith("_lines") and isinstance(value, list):
            words[name.removesuffix("_lines")] = "\n".join(one_line(str(each)) for each in value)
        elif isinstance(value, list):
            words[name] = one_line(list_words([str(each) for each in value]))
        else:
            words[name] = one_line(str(value))
    return words


def one_line(text: str) -> str:
    """Return a value fit for a sentence: one line, nothing invisible, no address that a mail program makes a link."""
    visible = "".join(letter if _visible(letter) else " " for letter in text)
    shown = " ".join(visible.replace("://", " ").split())
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[: LONGEST_VALUE - 1]}…"


def header_safe(text: str) -> str:
    """Return text that may stand in a header: one line, no control or direction marks, no encoded word of its own.

    An encoded word (=?utf-8?q?x=0ABcc:…?=) inside a name can come out of the mail library as a new header line.
    """
    visible = "".join(letter if _visible(letter) else " " for letter in text)
    while "=?" in visible or "?=" in visible:
        visible = visible.replace("=?", "").replace("?=", "")
    return " ".join(visible.split())[:200]


def _visible(letter: str) -> bool:
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def link_of(kind: MailKind, base_url: str, parameters: Mapping[str, Any], secret: str) -> str:
    """Return where the mail's button leads; `secret` is the token of a personal link, or what stands for it."""
    if not kind.path:
        return ""
    if kind.purpose:
        return f"{base_url}{kind.path}{secret}"
    return base_url + re.sub(r"\{([a-z_]+)\}", lambda found: str(int(parameters[found[1]])), kind.path)


def split_text(text: str) -> tuple[str, str]:
    """Return subject and body of a text file: the first line, and all after the empty line that follows it."""
    subject, _, body = text.replace("\r\n", "\n").partition("\n")
    return subject.strip(), body.strip() + "\n"
