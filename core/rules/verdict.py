"""What eligibility finds and says: codes with their evidence, then the same in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.model import PriceKind, Status


class Because(StrEnum):
    """Why a participant stands where they stand in a course."""

    NO_PERSON = "NO_PERSON"
    PERSON_ARCHIVED = "PERSON_ARCHIVED"
    REVOKED = "REVOKED"
    NO_PREREQUISITE = "NO_PREREQUISITE"
    PREREQUISITE_OLD_VERSION = "PREREQUISITE_OLD_VERSION"
    PREREQUISITE_TOO_OLD = "PREREQUISITE_TOO_OLD"
    PREREQUISITE_AFTER_WORKSHOP = "PREREQUISITE_AFTER_WORKSHOP"
    CERTIFICATE_VALID = "CERTIFICATE_VALID"  # Completed
    CERTIFICATE_BEGINS_LATER = "CERTIFICATE_BEGINS_LATER"  # Completed
    REQUIREMENTS_MET = "REQUIREMENTS_MET"  # Active, a first certificate
    RENEWAL_OPEN = "RENEWAL_OPEN"  # Active, a renewal
    OVERRIDDEN = "OVERRIDDEN"  # Active, because staff let it through, with a reason


class Heed(StrEnum):
    """Warnings: they never change a status."""

    NEAR_MATCH = "NEAR_MATCH"
    NAME_DIFFERS = "NAME_DIFFERS"
    OLDER_VERSION_HELD = "OLDER_VERSION_HELD"
    RETAKE = "RETAKE"
    INSTRUCTOR_LAPSED = "INSTRUCTOR_LAPSED"
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"


@dataclass(frozen=True, slots=True)
class Ground:
    """A code, the required family it is about, and the date of the evidence that was seen.

    `seen` is: a start (REVOKED, CERTIFICATE_BEGINS_LATER), a last valid day (CERTIFICATE_VALID, RENEWAL_OPEN;
    None when it never ends), a completion's day (PREREQUISITE_…), or None where there is nothing to see.
    """

    code: Because
    requires: str | None = None
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The decision without words: all that a set-based query has to bring back for one row."""

    status: Status
    kind: PriceKind
    grounds: tuple[Ground, ...]
    older_version_held: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground with its sentence."""

    code: Because
    requires: str | None
    seen: date | None
    say: str

    def as_json(self) -> dict[str, object]:
        return {"code": self.code.value, "requires": self.requires, "say": self.say}


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A warning on a row; `more` carries what the contract adds to a code, such as NEAR_MATCH's suggestion."""

    code: Heed
    say: str
    more: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {"code": self.code.value, "say": self.say, **self.more}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Standing of one participant in one course, with reasons, warnings and the next step in a sentence."""

    status: Status
    kind: PriceKind
    selectable: bool
    reasons: tuple[Reason, ...]
    warnings: tuple[RowWarning, ...]
    next: str

    def as_json(self) -> dict[str, object]:
        return {
            "status": self.status.value,
            "selectable": self.selectable,
            "reasons": [reason.as_json() for reason in self.reasons],
            "warnings": [warning.as_json() for warning in self.warnings],
            "next": self.next,
        }
