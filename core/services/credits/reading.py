"""From a file, a paste or a single entry to the columns of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import BadAddress, FutureDate
from core.model import Problem
from core.rules.addresses import normal_address
from core.rules.ceulids import ceulid_key
from core.rules.intake import PAGE_LIMITS, Intake, Limits, Overrule, read
from core.services.credits.refusals import UnfitHours

Columns = dict[str, list[Any]]
LONGEST_NOTE, LONGEST_ID, LONGEST_EMAIL = 500, 200, 320


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair as somebody types it. `hours` None: the whole course; `attended_on` None: today."""

    ceulid: str
    email: str
    hours: Decimal | None = None
    attended_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairList:
    """Pairs in columns, and the problems of what could not become a pair."""

    columns: Columns
    problems: tuple[Problem, ...]
    detected: dict[str, Any]
    blank_lines: int = 0


def from_file(
    content: bytes, name: str, today: date, overrule: Overrule | None = None, limits: Limits = PAGE_LIMITS
) -> PairList:
    """Read a file or a pasted list. A pair whose only trouble is its address stays a pair. Raises IntakeRefused."""
    found = read(content, name, "pairs", limits=limits, overrule=overrule, today=today)
    kept = set(found.salvaged.lines)
    problems = tuple(one for one in found.problems if not (one.line in kept and one.code == "BAD_EMAIL"))
    return PairList(_columns(found), problems, found.detected.as_json(), found.blank_lines)


def _columns(found: Intake) -> Columns:
    """Return good rows and those with a bad address together, in the order of the file."""
    good, bad = found.rows, found.salvaged
    lines = [*good.lines, *bad.lines]
    order = sorted(range(len(lines)), key=lines.__getitem__) if bad.lines else range(len(lines))
    both = {name: [*good.columns[name], *bad.columns[name]] for name in good.columns}
    addresses = [*good.columns["email"], *([None] * len(bad.lines))]
    picked = {name: [values[at] for at in order] for name, values in both.items()}
    return _as_pairs([lines[at] for at in order], picked, [addresses[at] for at in order])


def _as_pairs(lines: Sequence[int], columns: Columns, addresses: Sequence[str | None]) -> Columns:
    keys = {text: ceulid_key(text) for text in set(columns["ceulid"])}
    count = len(lines)
    return {
        "row_at": list(range(count)),
        "line": list(lines),
        "ceulid": columns["ceulid"],
        "ceulid_key": [keys[text] for text in columns["ceulid"]],
        "email": columns["email"],
        "address": list(addresses),
        "hours_hundredths": [None if one is None else int(one * 100) for one in columns["hours"]],
        "attended_on": columns["attended_on"],
        "note": columns.get("note", [""] * count),
        "ticked": [None] * count,
    }


def checked(entry: Entry, today: date) -> Entry:
    """Return what somebody typed, tidied. Raises FutureDate, or UnfitHours unless hours are hundredths above 0."""
    if entry.attended_on is not None and entry.attended_on > today:
        raise FutureDate(entry.attended_on)
    if entry.hours is not None and not (entry.hours > 0 and (entry.hours * 100) % 1 == 0):
        raise UnfitHours
    note = " ".join(entry.note.split())[:LONGEST_NOTE]
    return replace(
        entry, ceulid=entry.ceulid.strip()[:LONGEST_ID], email=entry.email.strip()[:LONGEST_EMAIL], note=note
    )


def from_entries(entries: Sequence[Entry]) -> PairList:
    """Return single entries that were checked as a list, a line each."""
    columns: Columns = {
        "ceulid": [one.ceulid for one in entries],
        "email": [one.email for one in entries],
        "hours": [one.hours for one in entries],
        "attended_on": [one.attended_on for one in entries],
        "note": [one.note for one in entries],
    }
    addresses = [address_of(one) for one in columns["email"]]
    return PairList(_as_pairs(range(1, len(entries) + 1), columns, addresses), (), {})


def address_of(text: str) -> str | None:
    """Return the normal form of an address, None for one that no mail could reach."""
    try:
        return normal_address(text)
    except BadAddress:
        return None
