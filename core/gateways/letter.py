"""Letters: a mail's words drawn as one calm page of HTML in the sender's colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.gateways.documents.colours import readable

FOLDER = Path(__file__).resolve().parents[2] / "data" / "mail"


@dataclass(frozen=True, slots=True)
class LetterParagraph:
    """A paragraph; with `href` it is the letter's button."""

    text: str
    href: str = ""


def html(sender: str, colour: str, subject: str, paragraphs: Sequence[LetterParagraph], button: str) -> str:
    """Return the letter as HTML; every value is escaped, nothing in it is fetched from anywhere."""
    return _template().render(
        sender=sender, colour=readable(colour), subject=subject, paragraphs=paragraphs, button=button or "Open"
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    shelf = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return shelf.get_template("letter.html")
