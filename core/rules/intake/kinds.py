"""The kinds of lists: one table from which reading, header words, sample files and the docs come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


class RosterLine(NamedTuple):
    line: int
    first_name: str
    last_name: str
    email: str
    same_as: tuple[int, ...] = ()


class PersonLine(NamedTuple):
    """`verified` and `archived` are None where the cell is empty."""

    line: int
    email: str
    first_name: str
    last_name: str
    other_emails: tuple[str, ...]
    external_id: str
    verified: bool | None
    archived: bool | None
    department: str
    location: str
    manager: str
    same_as: tuple[int, ...] = ()


class CompletionLine(NamedTuple):
    line: int
    email: str
    course: str
    completed_on: date
    first_name: str
    last_name: str
    same_as: tuple[int, ...] = ()


class CertificateLine(NamedTuple):
    line: int
    email: str
    course: str
    certified_on: date
    valid_through: date | None
    number: str
    state: str | None
    same_as: tuple[int, ...] = ()


class PairLine(NamedTuple):
    line: int
    ceulid: str
    email: str
    hours: Decimal | None
    attended_on: date | None
    same_as: tuple[int, ...] = ()


class CeuCourseLine(NamedTuple):
    line: int
    ceulid: str
    title: str
    hours: Decimal | None
    category: str
    state: str | None
    approved_from: date | None
    approved_until: date | None
    successor: str
    same_as: tuple[int, ...] = ()


class AnyLine(NamedTuple):
    line: int
    cells: tuple[str, ...]
    same_as: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind: how its cells are read, and by which groups of header words it is known.

    `parse` names a reader of core.rules.intake.cells. `must`: an empty cell is a problem. `past`: a date later than
    today is one. `choices`: the only words allowed.
    """

    name: str
    parse: str = "text"
    must: bool = False
    past: bool = False
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # further groups of header words
    sample: tuple[str, str] = ("", "")
    about: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list. `line` makes a row; `unique` is the field whose repetition is flagged.

    `needs`: a header is one that has every field of any of these sets.
    """

    name: str
    line: Any
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...] = (("email",),)
    unique: str = "email"
    named: bool = False  # every row needs a first or a last name
    headless: bool = False  # a list without a header is read, too
    span: tuple[str, str] | None = None  # two dates of which the second must not lie before the first

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


EMAIL = Field("email", "address", must=True, sample=("olga.berg@example.org", "mei.tanaka@example.org"))
FIRST = Field("first_name", sample=("Olga", "Mei"))
LAST = Field("last_name", sample=("Berg", "Tanaka"))
COURSE = Field("course", "code", must=True, sample=("BLS-2", "BLS-2"), about="code of a course of the organisation")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("roster", RosterLine, (FIRST, LAST, EMAIL), named=True),
        Kind(
            "people",
            PersonLine,
            (
                EMAIL,
                FIRST,
                LAST,
                Field("other_emails", "addresses", sample=("o.berg@example.net; olga@example.com", "")),
                Field("external_id", sample=("00417", "")),
                Field("verified", "flag", sample=("yes", "no")),
                Field("archived", "flag", sample=("", "no")),
                Field("department", "words", sample=("Emergency", "Emergency")),
                Field("location", "words", sample=("Harbour", "")),
                Field("manager", "manager", sample=("nora.lind@example.org", "Nora Lind")),
            ),
        ),
        Kind(
            "completions",
            CompletionLine,
            (
                EMAIL,
                COURSE,
                Field("completed_on", "day", True, True, also=("date",), sample=("2026-02-10", "2026-03-02")),
                FIRST,
                LAST,
            ),
        ),
        Kind(
            "certificates",
            CertificateLine,
            (
                EMAIL,
                COURSE,
                Field("certified_on", "day", True, True, also=("date",), sample=("2026-02-10", "2024-03-02")),
                Field("valid_through", "day", sample=("2028-02-10", "")),
                Field("number", sample=("C-0042", "")),
                Field("state", "choice", choices=("issued", "revoked"), sample=("issued", "revoked")),
            ),
            span=("certified_on", "valid_through"),
        ),
        Kind(
            "pairs",
            PairLine,
            (
                Field("ceulid", "code", must=True, also=("course",), sample=("CEU-2026-014", "CEU-2026-014")),
                EMAIL,
                Field("hours", "hours", sample=("1.5", "")),
                Field("attended_on", "day", past=True, also=("date",), sample=("2026-02-10", "")),
            ),
            needs=(("pair",), ("ceulid", "email")),
            headless=True,
        ),
        Kind(
            "ceu-courses",
            CeuCourseLine,
            (
                Field("ceulid", "code", must=True, also=("course",), sample=("CEU-2026-014", "CEU-2026-015")),
                Field("title", sample=("Airway management", "Burns")),
                Field("hours", "hours", sample=("1.5", "2")),
                Field("category", sample=("Clinical", "Clinical")),
                Field(
                    "state",
                    "choice",
                    choices=("draft", "submitted", "approved", "returned", "denied", "retired"),
                    sample=("approved", "submitted"),
                ),
                Field("approved_from", "day", sample=("2026-01-01", "")),
                Field("approved_until", "day", sample=("2026-12-31", "")),
                Field("successor", sample=("", "")),
            ),
            needs=(("ceulid",),),
            unique="ceulid",
            span=("approved_from", "approved_until"),
        ),
        Kind("any", AnyLine, (), needs=((),), unique=""),
    )
}
