"""Sentences of eligibility: each says what is so, and the row says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.model import Course, CourseId, CourseTerms, OrgId, Prerequisite, PriceKind, Status
from core.rules.eligibility_words import say_reason, strictest, verdict
from core.rules.verdict import Because, Finding, Ground

D = date(2026, 2, 10)
COURSE = Course(
    CourseId(1),
    OrgId(1),
    "BLS-2",
    "BLS Rescuer",
    "BLS",
    2,
    CourseTerms(months=24, window_days=90),
    requires=(Prerequisite("BLS-ONLINE", min_version=2, max_age_months=24),),
)
BY_THEN = "If BLS-ONLINE was completed in time, have staff record it; else complete it and join a later workshop."


@pytest.mark.parametrize(
    ("status", "ground", "say", "what_next"),
    [
        (
            Status.INACTIVE,
            Ground(Because.NO_PERSON),
            "Nobody known here has this address.",
            "Check the address with the participant, or say which person this is.",
        ),
        (
            Status.INACTIVE,
            Ground(Because.PERSON_ARCHIVED),
            "This person is archived here.",
            "Ask staff to bring this person back from the archive.",
        ),
        (
            Status.INACTIVE,
            Ground(Because.REVOKED, seen=date(2025, 5, 3)),
            "The certificate of 3 May 2025 was revoked.",
            "Ask staff whether the revocation can be lifted.",
        ),
        (
            Status.COMPLETED,
            Ground(Because.CERTIFICATE_VALID, seen=date(2028, 6, 30)),
            "The certificate held is valid through 30 Jun 2028; its renewal opens on 1 Apr 2028.",
            "Nothing to do until the renewal opens on 1 Apr 2028.",
        ),
        (
            Status.COMPLETED,
            Ground(Because.CERTIFICATE_VALID),
            "The certificate held never expires.",
            "Nothing to do.",
        ),
        (
            Status.COMPLETED,
            Ground(Because.CERTIFICATE_BEGINS_LATER, seen=date(2026, 3, 1)),
            "The certificate held begins after the workshop, on 1 Mar 2026.",
            "Nothing to do.",
        ),
        (
            Status.ACTIVE,
            Ground(Because.REQUIREMENTS_MET),
            "Everything that the course requires is met.",
            "Tick this row to issue a certificate.",
        ),
        (
            Status.ACTIVE,
            Ground(Because.RENEWAL_OPEN, seen=D),
            "The certificate held ends on 10 Feb 2026; this one renews it.",
            "Tick this row to issue a renewal.",
        ),
        (
            Status.ACTIVE,
            Ground(Because.RENEWAL_OPEN, seen=date(2025, 3, 1)),
            "The certificate held ended on 1 Mar 2025; this one renews it.",
            "Tick this row to issue a renewal.",
        ),
        (
            Status.ACTIVE,
            Ground(Because.RENEWAL_OPEN),
            "A certificate was held before; this one renews it.",
            "Tick this row to issue a renewal.",
        ),
        (
            Status.INACTIVE,
            Ground(Because.NO_PREREQUISITE, "BLS-ONLINE"),
            "No completion of BLS-ONLINE is on record.",
            BY_THEN,
        ),
        (
            Status.INACTIVE,
            Ground(Because.PREREQUISITE_OLD_VERSION, "BLS-ONLINE", date(2024, 3, 3)),
            "BLS-ONLINE was completed on 3 Mar 2024 in an older version; version 2 is needed.",
            BY_THEN,
        ),
        (
            Status.INACTIVE,
            Ground(Because.PREREQUISITE_TOO_OLD, "BLS-ONLINE", date(2022, 3, 3)),
            "BLS-ONLINE was completed on 3 Mar 2022, more than 24 months before the workshop of 10 Feb 2026.",
            BY_THEN,
        ),
        (
            Status.INACTIVE,
            Ground(Because.PREREQUISITE_AFTER_WORKSHOP, "BLS-ONLINE", date(2026, 2, 12)),
            "BLS-ONLINE was completed on 12 Feb 2026, after the workshop of 10 Feb 2026.",
            BY_THEN,
        ),
    ],
)
def test_a_row_says_why_and_what_to_do(status: Status, ground: Ground, say: str, what_next: str) -> None:
    row = verdict(COURSE, D, Finding(status, PriceKind.NEW, (ground,)))
    assert (row.reasons[0].say, row.next) == (say, what_next)


@pytest.mark.parametrize("code", Because)
@pytest.mark.parametrize("seen", [None, date(2025, 5, 3)])
def test_every_code_has_a_sentence_with_or_without_a_date(code: Because, seen: date | None) -> None:
    say = say_reason(Ground(code, "BLS-ONLINE", seen), COURSE, D)
    assert say.endswith(".")
    assert "None" not in say
    assert "{" not in say


def test_a_retake_says_that_nothing_is_due() -> None:
    finding = Finding(Status.COMPLETED, PriceKind.RENEWAL, (Ground(Because.CERTIFICATE_VALID),))
    row = verdict(COURSE, D, finding, retakes=True)
    assert row.next == "Nothing is due. Tick this row to issue a renewal all the same."
    assert row.warnings[0].say == "A retake: it is issued beside the certificate held, at the renewal price."


def test_an_older_version_held_is_named() -> None:
    finding = Finding(Status.ACTIVE, PriceKind.RENEWAL, (Ground(Because.RENEWAL_OPEN),), older_version_held=True)
    say = verdict(COURSE, D, finding).warnings[0].say
    assert say == "The certificate held is of a version of BLS older than BLS-2; it does not complete it."


def test_where_a_course_asks_twice_of_a_family_the_sentence_names_the_stricter() -> None:
    twice = replace(COURSE, requires=(Prerequisite("ID", 1, 12), Prerequisite("ID", 3, 36), Prerequisite("BLS-ONLINE")))
    assert strictest(twice, "ID") == Prerequisite("ID", 3, 12)
    assert strictest(twice, "BLS-ONLINE") == Prerequisite("BLS-ONLINE", 1, None)


def test_a_row_is_written_as_the_command_line_promises() -> None:
    ground = Ground(Because.NO_PREREQUISITE, "BLS-ONLINE")
    row = verdict(COURSE, D, Finding(Status.INACTIVE, PriceKind.NEW, (ground,)))
    assert row.as_json() == {
        "status": "Inactive",
        "selectable": False,
        "reasons": [
            {
                "code": "NO_PREREQUISITE",
                "requires": "BLS-ONLINE",
                "say": "No completion of BLS-ONLINE is on record.",
            }
        ],
        "warnings": [],
        "next": BY_THEN,
    }
