"""Retakes and warnings of eligibility: what they may change, and what they never change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.model import (
    CertificateState,
    Course,
    CourseId,
    CourseTerms,
    Done,
    Held,
    Known,
    OrgId,
    PersonId,
    Prerequisite,
    PriceKind,
    Status,
)
from core.rules.eligibility import classify, name_differs
from core.rules.eligibility_words import (
    another_name,
    duplicate_in_file,
    instructor_lapsed,
    warning,
    with_warnings,
)
from core.rules.verdict import Heed

D = date(2026, 2, 10)
BLS = Course(
    CourseId(1),
    OrgId(1),
    "BLS-2",
    "BLS Rescuer",
    "BLS",
    2,
    CourseTerms(months=24, window_days=90),
    requires=(Prerequisite("BLS-ONLINE"),),
)
MEI = Known(PersonId(7), "Mei", "Tanaka")
VALID = Held("BLS", 2, date(2025, 9, 1), date(2027, 9, 1), CertificateState.ISSUED)
COMPLETED = replace(MEI, certificates=(VALID,))
ELIGIBLE = replace(MEI, completions=(Done("BLS-ONLINE", 1, date(2026, 1, 20)),))
REVOKED = replace(MEI, certificates=(replace(VALID, state=CertificateState.REVOKED),))


def test_a_completed_row_can_be_ticked_as_a_renewal_only_under_include_retakes() -> None:
    without, with_retakes = (classify(BLS, D, COMPLETED, retakes=on) for on in (False, True))
    assert (without.status, without.selectable, without.warnings) == (Status.COMPLETED, False, ())
    assert (with_retakes.status, with_retakes.selectable) == (Status.COMPLETED, True)
    assert with_retakes.kind is PriceKind.RENEWAL
    assert [each.code for each in with_retakes.warnings] == [Heed.RETAKE]


def test_include_retakes_lets_no_inactive_row_through() -> None:
    for person in (None, replace(MEI, archived=True), REVOKED, MEI):
        row = classify(BLS, D, person, retakes=True)
        assert (row.status, row.selectable, row.warnings) == (Status.INACTIVE, False, ())


def test_a_second_line_of_the_same_person_keeps_its_status_and_loses_its_tick() -> None:
    row = classify(BLS, D, ELIGIBLE)
    second = with_warnings(row, duplicate_in_file(2))
    assert (second.status, second.selectable) == (Status.ACTIVE, False)
    assert second.warnings[0].say == "The same person is on line 2; only that line can be ticked."
    assert second.as_json()["warnings"] == [{"code": "DUPLICATE_IN_FILE", "say": second.warnings[0].say}]


def test_no_other_warning_takes_a_tick_away() -> None:
    row = classify(BLS, D, ELIGIBLE)
    warned = with_warnings(
        row,
        another_name(),
        instructor_lapsed("Andrea Steele", date(2026, 1, 31)),
        warning(Heed.RETAKE, ""),
    )
    assert replace(warned, warnings=()) == row
    assert warned.warnings[0].say == "The name on the roster is not the name on record for this address."
    assert warned.warnings[1].say == "The instructor certificate of Andrea Steele ended on 31 Jan 2026."


@pytest.mark.parametrize(
    ("first", "last", "differs"),
    [
        ("Mei", "Tanaka", False),
        ("TANAKA", "mei", False),
        ("Meí", "Tanaká", False),
        ("", "Tanaka  Mei", False),
        ("", "", False),
        ("May", "Tanaka", True),
        ("", "Tanaka", True),
    ],
)
def test_a_name_differs_only_beyond_case_accents_and_order(first: str, last: str, differs: bool) -> None:
    assert name_differs(first, last, MEI) is differs
    assert not name_differs(first, last, Known(PersonId(8)))
