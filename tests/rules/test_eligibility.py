"""Eligibility, step by step in its order. Mei Tanaka comes to a workshop of BLS-2 on 10 February 2026."""

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
from core.rules.eligibility import certificate_that_counts, classify
from core.rules.verdict import Heed, Verdict

D = date(2026, 2, 10)
ONLINE = Prerequisite("BLS-ONLINE", min_version=2, max_age_months=24)
BLS = Course(
    CourseId(1), OrgId(1), "BLS-2", "BLS Rescuer", "BLS", 2, CourseTerms(months=24, window_days=90), requires=(ONLINE,)
)
OPEN_COURSE = replace(BLS, requires=())
MEI = Known(PersonId(7), "Mei", "Tanaka")
ISSUED = CertificateState.ISSUED
REVOKED = CertificateState.REVOKED


def held(
    starts_on: date,
    through: date | None = None,
    state: CertificateState = ISSUED,
    version: int = 2,
    family: str = "BLS",
) -> Held:
    return Held(family, version, starts_on, through, state)


def mei(*certificates: Held, done: tuple[Done, ...] = (), archived: bool = False) -> Known:
    return replace(MEI, certificates=certificates, completions=done, archived=archived)


def online(on: date, version: int = 2) -> Done:
    return Done("BLS-ONLINE", version, on)


def codes(row: Verdict) -> list[str]:
    return [reason.code.value for reason in row.reasons]


FRESH = online(date(2026, 1, 20))
VALID = held(date(2025, 9, 1), date(2027, 9, 1))


# Step 1


def test_an_address_that_nobody_known_here_owns_is_inactive_whatever_the_course_asks() -> None:
    for course in (BLS, OPEN_COURSE):
        row = classify(course, D, None)
        assert (row.status, codes(row), row.selectable) == (Status.INACTIVE, ["NO_PERSON"], False)
        assert row.kind is PriceKind.NEW


# Step 2


def test_an_archived_person_is_inactive_though_everything_else_is_met() -> None:
    row = classify(BLS, D, mei(VALID, done=(FRESH,), archived=True))
    assert (row.status, codes(row)) == (Status.INACTIVE, ["PERSON_ARCHIVED"])


# Step 3


def test_a_revoked_certificate_that_counts_keeps_its_holder_inactive() -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2025, 5, 3), date(2027, 5, 3), REVOKED)))
    assert (row.status, codes(row), row.selectable) == (Status.INACTIVE, ["REVOKED"], False)
    assert row.reasons[0].say == "The certificate of 3 May 2025 was revoked."


def test_an_older_revoked_certificate_does_not_count_once_a_newer_one_is_held() -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2024, 1, 1), date(2026, 1, 1), REVOKED), VALID))
    assert row.status is Status.COMPLETED


def test_a_revoked_certificate_of_an_older_version_keeps_its_holder_inactive_too() -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2025, 5, 3), date(2027, 5, 3), REVOKED, version=1)))
    assert (codes(row), row.warnings) == (["REVOKED"], ())


def test_a_revoked_certificate_of_another_family_is_none_of_this_courses_business() -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2025, 5, 3), None, REVOKED, family="ALS")))
    assert row.status is Status.ACTIVE


@pytest.mark.parametrize("state", [CertificateState.SUPERSEDED, CertificateState.WITHDRAWN])
def test_a_newer_superseded_or_withdrawn_certificate_never_counts(state: CertificateState) -> None:
    revoked = held(date(2025, 1, 1), date(2027, 1, 1), REVOKED)
    row = classify(OPEN_COURSE, D, mei(held(date(2025, 6, 1), date(2027, 6, 1), state), revoked))
    assert codes(row) == ["REVOKED"]


# Step 4


@pytest.mark.parametrize(
    ("through", "status"),
    [
        (date(2026, 5, 12), Status.COMPLETED),  # the window opens on 11 February, tomorrow
        (date(2026, 5, 11), Status.ACTIVE),  # it opens on the workshop date
        (date(2026, 2, 10), Status.ACTIVE),
        (date(2025, 1, 1), Status.ACTIVE),  # lapsed
        (None, Status.COMPLETED),  # it never expires, so its window never opens
    ],
)
def test_a_certificate_completes_until_the_day_its_renewal_window_opens(through: date | None, status: Status) -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2024, 5, 1), through)))
    assert (row.status, row.kind) == (status, PriceKind.RENEWAL)


def test_the_window_is_that_of_the_workshops_course() -> None:
    without_window = replace(OPEN_COURSE, terms=CourseTerms(months=24))
    person = mei(held(date(2024, 5, 1), date(2026, 3, 1)))
    assert classify(OPEN_COURSE, D, person).status is Status.ACTIVE
    assert classify(without_window, D, person).status is Status.COMPLETED


def test_a_certificate_that_begins_after_the_workshop_is_not_undercut() -> None:
    wide_window = replace(OPEN_COURSE, terms=CourseTerms(months=12, window_days=3000))
    row = classify(wide_window, D, mei(held(date(2026, 3, 1), date(2027, 3, 1))))
    assert (row.status, codes(row)) == (Status.COMPLETED, ["CERTIFICATE_BEGINS_LATER"])
    assert row.next == "Nothing to do."
    begins_that_day = classify(wide_window, D, mei(held(D, date(2027, 2, 10))))
    assert begins_that_day.status is Status.ACTIVE


def test_a_newer_version_completes_and_an_older_one_does_not() -> None:
    newer = classify(OPEN_COURSE, D, mei(replace(VALID, version=3)))
    older = classify(OPEN_COURSE, D, mei(replace(VALID, version=1)))
    assert (newer.status, newer.warnings) == (Status.COMPLETED, ())
    assert (older.status, older.kind) == (Status.ACTIVE, PriceKind.RENEWAL)
    assert [each.code for each in older.warnings] == [Heed.OLDER_VERSION_HELD]


def test_an_older_version_that_begins_later_does_not_complete_either() -> None:
    row = classify(OPEN_COURSE, D, mei(held(date(2026, 3, 1), date(2028, 3, 1), version=1)))
    assert row.status is Status.ACTIVE


def test_an_older_version_warns_on_an_inactive_row_as_well() -> None:
    row = classify(BLS, D, mei(replace(VALID, version=1)))
    assert (row.status, codes(row)) == (Status.INACTIVE, ["NO_PREREQUISITE"])
    assert [each.code for each in row.warnings] == [Heed.OLDER_VERSION_HELD]


def test_the_newest_certificate_decides_even_if_an_earlier_one_lasts_longer() -> None:
    person = mei(held(date(2024, 1, 1), date(2030, 1, 1)), held(date(2025, 1, 1), date(2026, 3, 1)))
    assert classify(OPEN_COURSE, D, person).status is Status.ACTIVE


def test_an_offered_certificate_completes_like_an_issued_one() -> None:
    assert classify(OPEN_COURSE, D, mei(replace(VALID, state=CertificateState.OFFERED))).status is Status.COMPLETED


def test_a_completed_person_needs_no_prerequisite() -> None:
    assert classify(BLS, D, mei(VALID)).status is Status.COMPLETED


def test_of_two_that_start_together_the_higher_version_then_the_later_end_then_the_revoked_one_counts() -> None:
    start = date(2025, 1, 1)
    older = held(start, None, version=1)
    short, long, endless = held(start, date(2026, 1, 1)), held(start, date(2027, 1, 1)), held(start)
    revoked = replace(endless, state=REVOKED)
    assert certificate_that_counts(BLS, (short, older)) == short
    assert certificate_that_counts(BLS, (long, short)) == long
    assert certificate_that_counts(BLS, (endless, long)) == endless
    assert certificate_that_counts(BLS, (revoked, endless)) == certificate_that_counts(BLS, (endless, revoked))
    assert certificate_that_counts(BLS, (revoked, endless)) == revoked
    assert certificate_that_counts(BLS, ()) is None


# Step 5


def test_somebody_who_meets_everything_is_active_and_new() -> None:
    row = classify(BLS, D, mei(done=(FRESH,)))
    assert (row.status, row.kind, row.selectable) == (Status.ACTIVE, PriceKind.NEW, True)
    assert codes(row) == ["REQUIREMENTS_MET"]
    assert row.warnings == ()


@pytest.mark.parametrize(
    ("completed", "code"),
    [
        (date(2024, 2, 9), "PREREQUISITE_TOO_OLD"),
        (date(2024, 2, 10), "REQUIREMENTS_MET"),
        (date(2026, 2, 10), "REQUIREMENTS_MET"),
        (date(2026, 2, 11), "PREREQUISITE_AFTER_WORKSHOP"),
    ],
)
def test_a_prerequisite_must_be_done_by_the_workshop_and_be_fresh_enough_then(completed: date, code: str) -> None:
    assert codes(classify(BLS, D, mei(done=(online(completed),)))) == [code]


def test_the_age_of_a_prerequisite_is_counted_in_clamped_calendar_months() -> None:
    course = replace(BLS, requires=(Prerequisite("BLS-ONLINE", max_age_months=12),))
    leap = mei(done=(online(date(2024, 2, 29)),))
    assert classify(course, date(2025, 2, 28), leap).status is Status.ACTIVE
    assert classify(course, date(2025, 3, 1), leap).status is Status.INACTIVE


def test_a_prerequisite_without_an_age_is_met_by_any_old_completion() -> None:
    course = replace(BLS, requires=(Prerequisite("BLS-ONLINE"),))
    assert classify(course, D, mei(done=(online(date(1990, 1, 1), version=1),))).status is Status.ACTIVE


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (CertificateState.ISSUED, Status.ACTIVE),
        (CertificateState.OFFERED, Status.ACTIVE),
        (CertificateState.SUPERSEDED, Status.ACTIVE),
        (CertificateState.REVOKED, Status.INACTIVE),
        (CertificateState.WITHDRAWN, Status.INACTIVE),
    ],
)
def test_a_certificate_meets_a_prerequisite_unless_revoked_or_withdrawn(
    state: CertificateState, status: Status
) -> None:
    als = replace(BLS, family="ALS", code="ALS-1", version=1, requires=(Prerequisite("BLS", 2, 24),))
    assert classify(als, D, mei(held(date(2025, 3, 1), date(2025, 12, 1), state))).status is status


@pytest.mark.parametrize(
    ("certificates", "kind"),
    [
        ((), PriceKind.NEW),
        ((held(date(2020, 1, 1), date(2022, 1, 1)),), PriceKind.RENEWAL),
        ((held(date(2020, 1, 1), date(2022, 1, 1), version=1),), PriceKind.RENEWAL),
        ((held(date(2020, 1, 1), date(2022, 1, 1), CertificateState.SUPERSEDED),), PriceKind.RENEWAL),
        ((held(date(2020, 1, 1), date(2022, 1, 1), CertificateState.WITHDRAWN),), PriceKind.NEW),
        ((held(date(2020, 1, 1), date(2022, 1, 1), REVOKED),), PriceKind.NEW),
        ((held(date(2020, 1, 1), date(2022, 1, 1), family="ALS"),), PriceKind.NEW),
    ],
)
def test_it_is_a_renewal_if_a_certificate_of_the_family_was_ever_had(
    certificates: tuple[Held, ...], kind: PriceKind
) -> None:
    assert classify(OPEN_COURSE, D, mei(*certificates)).kind is kind


# Step 6


@pytest.mark.parametrize(
    ("done", "code", "seen"),
    [
        ((), "NO_PREREQUISITE", None),
        ((Done("ALS-ONLINE", 2, D),), "NO_PREREQUISITE", None),
        ((online(date(2025, 3, 1), 1), online(date(2025, 6, 1), 1)), "PREREQUISITE_OLD_VERSION", date(2025, 6, 1)),
        ((online(date(2026, 2, 11), 1),), "PREREQUISITE_OLD_VERSION", date(2026, 2, 11)),
        ((online(date(2021, 1, 1)), online(date(2022, 1, 1))), "PREREQUISITE_TOO_OLD", date(2022, 1, 1)),
        ((online(date(2022, 1, 1)), online(date(2026, 3, 1))), "PREREQUISITE_TOO_OLD", date(2022, 1, 1)),
        ((online(date(2022, 1, 1)), online(D, 1)), "PREREQUISITE_TOO_OLD", date(2022, 1, 1)),
        ((online(date(2026, 4, 1)), online(date(2026, 3, 1))), "PREREQUISITE_AFTER_WORKSHOP", date(2026, 3, 1)),
    ],
)
def test_an_unmet_prerequisite_says_what_was_found_instead(
    done: tuple[Done, ...], code: str, seen: date | None
) -> None:
    row = classify(BLS, D, mei(done=done))
    assert (row.status, row.selectable) == (Status.INACTIVE, False)
    assert [(reason.code, reason.requires, reason.seen) for reason in row.reasons] == [(code, "BLS-ONLINE", seen)]


def test_each_unmet_prerequisite_gives_its_own_reason_and_a_met_one_none() -> None:
    course = replace(BLS, requires=(ONLINE, Prerequisite("ID-CHECK"), Prerequisite("ANATOMY")))
    row = classify(course, D, mei(done=(online(date(2020, 1, 1)), Done("ID-CHECK", 1, D))))
    assert [(reason.code.value, reason.requires) for reason in row.reasons] == [
        ("NO_PREREQUISITE", "ANATOMY"),
        ("PREREQUISITE_TOO_OLD", "BLS-ONLINE"),
    ]
    assert "ANATOMY and BLS-ONLINE" in row.next
