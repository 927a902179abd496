"""Words for eligibility: sentences from codes, evidence dates and the course, for one row or a million."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.model import Course, Prerequisite, Status
from core.rules.dates import window_opens
from core.rules.verdict import Because, Finding, Ground, Heed, Reason, RowWarning, Verdict
from core.rules.words import count_words, day_words, list_words

PREREQUISITE_CODES = frozenset(
    {
        Because.NO_PREREQUISITE,
        Because.PREREQUISITE_OLD_VERSION,
        Because.PREREQUISITE_TOO_OLD,
        Because.PREREQUISITE_AFTER_WORKSHOP,
    }
)


def verdict(course: Course, on: date, finding: Finding, *, retakes: bool = False) -> Verdict:
    """Return a finding in sentences, with what may be ticked. Only Active rows, and Completed ones as retakes."""
    retake = retakes and finding.status is Status.COMPLETED
    warnings: list[RowWarning] = []
    if finding.older_version_held:
        warnings.append(warning(Heed.OLDER_VERSION_HELD, _older_version_words(course)))
    if retake:
        warnings.append(
            warning(Heed.RETAKE, "A retake: it is issued beside the certificate held, at the renewal price.")
        )
    return Verdict(
        status=finding.status,
        kind=finding.kind,
        selectable=retake or finding.status is Status.ACTIVE,
        reasons=tuple(
            Reason(ground.code, ground.requires, ground.seen, say_reason(ground, course, on))
            for ground in finding.grounds
        ),
        warnings=tuple(warnings),
        next=say_next(finding, course, on, retakes=retakes),
    )


def _older_version_words(course: Course) -> str:
    return f"The certificate held is of a version of {course.family} older than {course.code}; it does not complete it."


def say_reason(ground: Ground, course: Course, on: date) -> str:
    """Return the sentence for one ground of one course on the workshop date."""
    if ground.code in PREREQUISITE_CODES:
        return _say_prerequisite(ground, strictest(course, ground.requires or ""), on)
    if ground.code is Because.CERTIFICATE_VALID:
        return _say_valid(ground.seen, course)
    if ground.seen and ground.code is Because.RENEWAL_OPEN:
        return _say_renewed(ground.seen, on)
    if ground.seen and ground.code in WITH_DAY:
        return WITH_DAY[ground.code].format(seen=day_words(ground.seen))
    return WITHOUT_DAY[ground.code]


WITHOUT_DAY = {
    Because.NO_PERSON: "Nobody known here has this address.",
    Because.PERSON_ARCHIVED: "This person is archived here.",
    Because.REVOKED: "The certificate held was revoked.",
    Because.CERTIFICATE_BEGINS_LATER: "The certificate held begins after the workshop.",
    Because.REQUIREMENTS_MET: "Everything that the course requires is met.",
    Because.RENEWAL_OPEN: "A certificate was held before; this one renews it.",
    Because.OVERRIDDEN: "Staff let this row through.",
}
WITH_DAY = {
    Because.REVOKED: "The certificate of {seen} was revoked.",
    Because.CERTIFICATE_BEGINS_LATER: "The certificate held begins after the workshop, on {seen}.",
}


def _say_renewed(through: date, on: date) -> str:
    ends = "ended" if through < on else "ends"
    return f"The certificate held {ends} on {day_words(through)}; this one renews it."


def _say_valid(through: date | None, course: Course) -> str:
    opens = window_opens(course.terms, through)
    if through is None or opens is None:
        return "The certificate held never expires."
    return f"The certificate held is valid through {day_words(through)}; its renewal opens on {day_words(opens)}."


def strictest(course: Course, family: str) -> Prerequisite:
    """Return what the course asks of a family; where it asks twice, the newest version and the shortest age."""
    asked = [each for each in course.requires if each.family == family]
    ages = [each.max_age_months for each in asked if each.max_age_months is not None]
    return Prerequisite(family, max((each.min_version for each in asked), default=1), min(ages, default=None))


def _say_prerequisite(ground: Ground, needed: Prerequisite, on: date) -> str:
    seen = day_words(ground.seen) if ground.seen else "an unknown day"
    if ground.code is Because.NO_PREREQUISITE:
        return f"No completion of {needed.family} is on record."
    if ground.code is Because.PREREQUISITE_OLD_VERSION:
        return f"{needed.family} was completed on {seen} in an older version; version {needed.min_version} is needed."
    if ground.code is Because.PREREQUISITE_AFTER_WORKSHOP:
        return f"{needed.family} was completed on {seen}, after the workshop of {day_words(on)}."
    age = count_words(needed.max_age_months or 0, "month")
    return f"{needed.family} was completed on {seen}, more than {age} before the workshop of {day_words(on)}."


NEXT_BY_CODE = {
    Because.NO_PERSON: "Check the address with the participant, or say which person this is.",
    Because.PERSON_ARCHIVED: "Ask staff to bring this person back from the archive.",
    Because.REVOKED: "Ask staff whether the revocation can be lifted.",
    Because.REQUIREMENTS_MET: "Tick this row to issue a certificate.",
    Because.RENEWAL_OPEN: "Tick this row to issue a renewal.",
    Because.OVERRIDDEN: "Tick this row to issue a certificate.",
}


def say_next(finding: Finding, course: Course, on: date, *, retakes: bool = False) -> str:
    """Return the one next step for a row, for the person who looks at the roster."""
    first = finding.grounds[0]
    if finding.status is Status.COMPLETED:
        return _next_when_completed(first, course, retakes)
    if first.code in PREREQUISITE_CODES:
        families = list_words(sorted({ground.requires or "" for ground in finding.grounds}))
        return f"If {families} was completed in time, have staff record it; else complete it and join a later workshop."
    return NEXT_BY_CODE[first.code]


def _next_when_completed(ground: Ground, course: Course, retakes: bool) -> str:
    if retakes:
        return "Nothing is due. Tick this row to issue a renewal all the same."
    opens = window_opens(course.terms, ground.seen) if ground.code is Because.CERTIFICATE_VALID else None
    if opens is None:
        return "Nothing to do."
    return f"Nothing to do until the renewal opens on {day_words(opens)}."


def warning(code: Heed, say: str, more: Mapping[str, object] | None = None) -> RowWarning:
    """Return a warning with its sentence and what the contract adds to its code."""
    return RowWarning(code, say, more or {})


def with_warnings(row: Verdict, *warnings: RowWarning) -> Verdict:
    """Return the same verdict with more warnings. They change no status; a duplicate cannot be ticked."""
    duplicate = any(each.code is Heed.DUPLICATE_IN_FILE for each in warnings)
    return replace(row, warnings=(*row.warnings, *warnings), selectable=row.selectable and not duplicate)


def duplicate_in_file(first_line: int) -> RowWarning:
    """Return the warning for a person who already stands on an earlier line, by whatever address."""
    return warning(Heed.DUPLICATE_IN_FILE, f"The same person is on line {first_line}; only that line can be ticked.")


def also_on(later_line: int) -> RowWarning:
    """Return the warning for the first line of a person who stands on a later one too; it keeps its tick."""
    return warning(
        Heed.DUPLICATE_IN_FILE, f"The same person is on line {later_line} too; only this line can be ticked."
    )


def another_name() -> RowWarning:
    """Return the warning that the roster gives another name than the one on record, which it does not tell."""
    return warning(Heed.NAME_DIFFERS, "The name on the roster is not the name on record for this address.")


def instructor_lapsed(instructor: str, ended: date) -> RowWarning:
    """Return the warning that the workshop's instructor had no valid instructor certificate on its date."""
    return warning(Heed.INSTRUCTOR_LAPSED, f"The instructor certificate of {instructor} ended on {day_words(ended)}.")
