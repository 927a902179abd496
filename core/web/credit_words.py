"""Credits in words for the plain pages: one line of facts each, and what became of an answered one."""

from __future__ import annotations

from collections.abc import Iterable

from core.rules.words import begun, day_words, hours_words, period_words
from core.services.credits.answering import Credit
from core.services.own_credits import NO_CATEGORY, Cycle
from core.tones import tone

BECAME = {
    "accepted": "You have accepted it, and it counts.",
    "rejected": "It was rejected. The organisation that sent it sees why.",
    "withdrawn": "It was taken back by whoever sent it. There is nothing to do.",
    "readdressed": "It was sent to another address since, so there is nothing for this one.",
    "revoked": "It was accepted and then revoked by whoever sent it.",
}


def open_line(one: Credit, issuer: str = "") -> dict[str, object]:
    """Return a credit as its checkbox says it."""
    facts = (hours_words(one.hours_hundredths), day_words(one.attended_on), one.category, one.ceulid, issuer)
    return {"id": one.credit_id, "title": one.title, "facts": " · ".join(part for part in facts if part)}


def past_line(one: Credit, issuer: str = "") -> dict[str, object]:
    """Return a credit that was answered or taken back, with its badge."""
    return {**open_line(one, issuer), "word": one.state.capitalize(), "tone": str(tone(one.state))}


def cycle(one: Cycle, issuers: dict[int, str], here: int) -> dict[str, object]:
    """Return a cycle with its lines and sums; the issuer is named where it is another than `here`."""
    return {
        "days": begun(period_words(one.first, one.last)),
        "hours": hours_words(one.hours_hundredths),
        "sums": [(name or NO_CATEGORY, hours_words(hours)) for name, hours in one.by_category],
        "credits": [open_line(each, "" if each.org_id == here else issuers[each.org_id]) for each in one.credits],
    }


def chosen(values: Iterable[object]) -> list[int]:
    """Return the ids that a form's checkboxes name; anything else falls out."""
    texts = [str(one) for one in values]
    return [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 19]
