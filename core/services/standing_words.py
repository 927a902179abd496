"""From what the store keeps of a standing to the verdict in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Protocol

from core.model import Course, PriceKind, Role, Status
from core.rules import near_words
from core.rules.eligibility_words import also_on, another_name, duplicate_in_file, verdict, with_warnings
from core.rules.verdict import Because, Finding, Ground, Heed, Reason, RowWarning, Verdict
from core.store.classification import ENTRY, FIELD
from core.store.participants import Standing
from core.store.suggestions import Suggestion


class Decided(Protocol):
    """What the store decided of one row: reasons and warnings as codes with their evidence."""

    @property
    def kind(self) -> str: ...
    @property
    def selectable(self) -> bool: ...
    @property
    def reasons(self) -> str: ...
    @property
    def warnings(self) -> str: ...


def worded(row: Decided, course: Course, on: date, *, retakes: bool) -> Verdict:
    """Return what was decided of one row on the workshop date, in sentences."""
    warned = parsed_warnings(row.warnings)
    grounds = parsed_grounds(row.reasons)
    finding = Finding(
        status=_status_of(grounds),
        kind=PriceKind(row.kind),
        grounds=grounds,
        older_version_held=Heed.OLDER_VERSION_HELD in warned,
    )
    said = with_warnings(verdict(course, on, finding, retakes=retakes), *_more_warnings(warned))
    later = warned.get(Heed.DUPLICATE_IN_FILE, "+").isdigit()
    return replace(said, selectable=row.selectable, next="Nothing to do on this line." if later else said.next)


def verdict_of(
    line: Standing, course: Course, on: date, *, retakes: bool, override: tuple[str, str] | None = None
) -> Verdict:
    """Return the verdict of one row of a roster. `override` is (reason, who) when staff let it through."""
    row = worded(line, course, on, retakes=retakes)
    if line.order_id is not None:
        return replace(row, next="Ordered: the order stands above the table.")
    if line.status == Status.ACTIVE and row.status is not Status.ACTIVE:
        return _let_through(row, override)
    return row


def near_match(role: Role, meant: Suggestion) -> RowWarning:
    """Return the warning that somebody may be meant. Whoever is not staff sees their address masked."""
    address = meant.address if role in (Role.STAFF, Role.OPERATOR) else near_words.masked(meant.address)
    return near_words.near_match(meant.person_id, meant.name, address, meant.because)


def parsed_grounds(text: str) -> tuple[Ground, ...]:
    """Return the grounds that the store keeps as code, family and date; several are by family, as the rule's are."""
    found = []
    for entry in text.split(ENTRY):
        code, family, seen = entry.split(FIELD)
        found.append(Ground(Because(code), family or None, date.fromisoformat(seen) if seen else None))
    return tuple(sorted(found, key=lambda ground: (ground.requires or "", ground.code)))


def parsed_warnings(text: str) -> dict[str, str]:
    """Return code → detail of the warnings that the store keeps."""
    pairs = (entry.partition(FIELD) for entry in text.split(ENTRY) if entry)
    return {code: detail for code, _, detail in pairs}


def _status_of(grounds: tuple[Ground, ...]) -> Status:
    first = grounds[0].code
    if first in (Because.CERTIFICATE_VALID, Because.CERTIFICATE_BEGINS_LATER):
        return Status.COMPLETED
    if first in (Because.REQUIREMENTS_MET, Because.RENEWAL_OPEN):
        return Status.ACTIVE
    return Status.INACTIVE


def _more_warnings(warned: dict[str, str]) -> list[RowWarning]:
    found = []
    if Heed.NAME_DIFFERS in warned:
        found.append(another_name())
    if Heed.DUPLICATE_IN_FILE in warned:
        other = warned[Heed.DUPLICATE_IN_FILE]
        found.append(also_on(int(other[1:])) if other.startswith("+") else duplicate_in_file(int(other)))
    return found


def _let_through(row: Verdict, override: tuple[str, str] | None) -> Verdict:
    reason, who = override or ("", "staff")
    passed = Reason(
        Because.OVERRIDDEN, None, None, f"{who} let this through: {reason}" if reason else f"{who} let this through."
    )
    return replace(
        row,
        status=Status.ACTIVE,
        reasons=(passed, *row.reasons),
        next="Tick this row to issue a certificate.",
    )
