"""The intake: bytes of any list become rows and problems. Pure: no clock, no database, no file."""

from core.rules.intake.kinds import (
    KINDS,
    AnyLine,
    CertificateLine,
    CeuCourseLine,
    CompletionLine,
    PairLine,
    PersonLine,
    RosterLine,
)
from core.rules.intake.limits import IMPORT_LIMITS, PAGE_LIMITS, Limits
from core.rules.intake.reading import read, read_chunks, refuse_large
from core.rules.intake.result import Detected, Intake, Overrule, Rows

__all__ = [
    "IMPORT_LIMITS",
    "KINDS",
    "PAGE_LIMITS",
    "AnyLine",
    "CertificateLine",
    "CeuCourseLine",
    "CompletionLine",
    "Detected",
    "Intake",
    "Limits",
    "Overrule",
    "PairLine",
    "PersonLine",
    "RosterLine",
    "Rows",
    "read",
    "read_chunks",
    "refuse_large",
]
