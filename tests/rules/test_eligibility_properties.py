"""What holds of eligibility for any history, against a second reading of docs/eligibility.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

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
from core.rules.eligibility import classify, decide
from core.rules.verdict import Because

some = settings(max_examples=300)
DAYS = st.dates(date(2023, 12, 1), date(2026, 12, 31))
FAMILIES = st.sampled_from(["BLS", "ID", "ANATOMY"])
VERSIONS = st.integers(1, 3)
DONE = st.lists(st.builds(Done, FAMILIES, VERSIONS, DAYS), max_size=4).map(tuple)
HELD = st.lists(
    st.builds(Held, FAMILIES, VERSIONS, DAYS, st.none() | DAYS, st.sampled_from(CertificateState)), max_size=4
).map(tuple)
KNOWN = st.builds(
    Known,
    st.just(PersonId(7)),
    st.just("Mei"),
    st.just("Tanaka"),
    st.sampled_from([False, False, False, True]),
    DONE,
    HELD,
)
NEEDED = st.builds(Prerequisite, st.sampled_from(["ID", "ANATOMY"]), VERSIONS, st.none() | st.integers(1, 24))
COURSES = st.builds(
    Course,
    st.just(CourseId(1)),
    st.just(OrgId(1)),
    st.just("BLS-2"),
    st.just("BLS"),
    st.just("BLS"),
    st.just(2),
    st.builds(CourseTerms, st.just(24), window_days=st.integers(0, 120)),
    requires=st.lists(NEEDED, max_size=2, unique_by=lambda each: each.family).map(tuple),
)
INACTIVE = {
    Because.NO_PERSON,
    Because.PERSON_ARCHIVED,
    Because.REVOKED,
    Because.NO_PREREQUISITE,
    Because.PREREQUISITE_OLD_VERSION,
    Because.PREREQUISITE_TOO_OLD,
    Because.PREREQUISITE_AFTER_WORKSHOP,
}
BELONGS = {
    Status.INACTIVE: INACTIVE,
    Status.COMPLETED: {Because.CERTIFICATE_VALID, Because.CERTIFICATE_BEGINS_LATER},
    Status.ACTIVE: {Because.REQUIREMENTS_MET, Because.RENEWAL_OPEN},
}


def by_the_page(course: Course, on: date, known: Known | None) -> Status:
    """Read the page again, the long way round."""
    if known is None or known.archived:
        return Status.INACTIVE
    out = (CertificateState.SUPERSEDED, CertificateState.WITHDRAWN)
    family = [each for each in known.certificates if each.family == course.family and each.state not in out]
    family.sort(key=lambda each: each.state is CertificateState.REVOKED)
    family.sort(key=lambda each: each.valid_through or date.max)
    family.sort(key=lambda each: each.version)
    family.sort(key=lambda each: each.starts_on)
    for newest in family[-1:]:
        if newest.state is CertificateState.REVOKED:
            return Status.INACTIVE
        ends = newest.valid_through
        before_window = ends is None or on < ends - timedelta(course.terms.window_days)
        if newest.version >= course.version and (before_window or newest.starts_on > on):
            return Status.COMPLETED
    return Status.ACTIVE if all(_met(each, on, known) for each in course.requires) else Status.INACTIVE


def _met(needed: Prerequisite, on: date, known: Known) -> bool:
    lost = (CertificateState.REVOKED, CertificateState.WITHDRAWN)
    proofs = [(each.family, each.version, each.on) for each in known.completions]
    proofs += [(each.family, each.version, each.starts_on) for each in known.certificates if each.state not in lost]
    return any(
        family == needed.family
        and version >= needed.min_version
        and day <= on
        and (needed.max_age_months is None or day + relativedelta(months=needed.max_age_months) >= on)
        for family, version, day in proofs
    )


@some
@given(COURSES, DAYS, st.none() | KNOWN)
def test_two_readings_of_the_page_agree(course: Course, on: date, known: Known | None) -> None:
    assert classify(course, on, known).status is by_the_page(course, on, known)


@some
@given(COURSES, DAYS, st.none() | KNOWN, st.booleans())
def test_every_row_has_one_status_with_its_own_reasons_and_a_next_step(
    course: Course, on: date, known: Known | None, retakes: bool
) -> None:
    row = classify(course, on, known, retakes=retakes)
    assert row.reasons
    assert {reason.code for reason in row.reasons} <= BELONGS[row.status]
    assert all(reason.say.endswith(".") for reason in row.reasons)
    assert row.next.endswith(".")
    assert row.selectable == (row.status is Status.ACTIVE or (retakes and row.status is Status.COMPLETED))
    assert {reason.requires for reason in row.reasons if reason.requires} <= {each.family for each in course.requires}


@some
@given(COURSES, DAYS, KNOWN, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_of_prerequisites_does_not_matter(
    course: Course, on: date, known: Known, random: Random
) -> None:
    shuffled = replace(
        known,
        completions=tuple(_shuffled(known.completions, random)),
        certificates=tuple(_shuffled(known.certificates, random)),
    )
    other_way_round = replace(course, requires=course.requires[::-1])
    assert classify(course, on, known) == classify(other_way_round, on, shuffled)


def _shuffled(facts: tuple[object, ...], random: Random) -> list[object]:
    order = list(facts)
    random.shuffle(order)
    return order


@some
@given(COURSES, DAYS, KNOWN, VERSIONS, DAYS, st.sampled_from(CertificateState))
def test_an_unrelated_family_changes_nothing(
    course: Course, on: date, known: Known, version: int, day: date, state: CertificateState
) -> None:
    more = replace(
        known,
        completions=(Done("FIRST-AID", version, day), *known.completions),
        certificates=(Held("FIRST-AID", version, day, None, state), *known.certificates),
    )
    assert classify(course, on, more) == classify(course, on, known)


@some
@given(COURSES, DAYS, KNOWN)
def test_facts_told_twice_are_told_once(course: Course, on: date, known: Known) -> None:
    twice = replace(known, completions=known.completions * 2, certificates=known.certificates * 2)
    assert decide(course, on, twice) == decide(course, on, known)


@some
@given(COURSES, DAYS, KNOWN, st.sampled_from(["ID", "ANATOMY"]), VERSIONS, DAYS)
def test_one_more_completion_never_takes_an_active_row_away(
    course: Course, on: date, known: Known, family: str, version: int, day: date
) -> None:
    more = replace(known, completions=(Done(family, version, day), *known.completions))
    if classify(course, on, known).status is Status.ACTIVE:
        assert classify(course, on, more).status is Status.ACTIVE


@some
@given(COURSES, DAYS, KNOWN)
def test_retakes_change_no_status_no_kind_and_no_reason(course: Course, on: date, known: Known) -> None:
    without, with_retakes = (classify(course, on, known, retakes=each) for each in (False, True))
    assert (without.status, without.kind, without.reasons) == (
        with_retakes.status,
        with_retakes.kind,
        with_retakes.reasons,
    )


@some
@given(COURSES, DAYS, KNOWN)
def test_withdrawn_certificates_are_as_if_they_had_never_been(course: Course, on: date, known: Known) -> None:
    kept = tuple(each for each in known.certificates if each.state is not CertificateState.WITHDRAWN)
    assert classify(course, on, known) == classify(course, on, replace(known, certificates=kept))


@some
@given(COURSES, DAYS, KNOWN)
def test_a_completed_person_always_pays_the_renewal_price_for_a_retake(course: Course, on: date, known: Known) -> None:
    row = classify(course, on, known, retakes=True)
    assert row.status is not Status.COMPLETED or row.kind is PriceKind.RENEWAL
