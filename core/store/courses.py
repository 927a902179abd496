"""Courses: what a body teaches, what each asks for first, and what a certificate costs from which day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.model import AnchorRule, Course, CourseId, CourseTerms, ExpiryRule, OrgId, Prerequisite
from core.store.db import Row, Tx

_SELECT = """
    SELECT course_id, org_id, code, title, family, version, months, rule, fixed_day, min_active_months, anchor,
           window_days, grace_days, due_days, due_months, automatic, claim_step
      FROM course
     WHERE org_id = $org
"""


@dataclass(frozen=True, slots=True)
class FeeRow:
    """Prices in minor units, in force from `starts_on` until the next row."""

    new: int
    renewal: int
    replacement: int
    starts_on: date


def all_in(tx: Tx, org: OrgId) -> list[Course]:
    """Return every course of an organisation by code, those no longer offered last."""
    return _with_prerequisites(tx, tx.query(f"{_SELECT} ORDER BY retired_at IS NOT NULL, code", org=org))


def by_codes(tx: Tx, org: OrgId, codes: Iterable[str]) -> list[Course]:
    """Return the courses that bear these codes, by code; an unknown code is left out."""
    rows = tx.query(f"{_SELECT} AND code IN (SELECT unnest($codes::VARCHAR[])) ORDER BY code", org=org, codes=[*codes])
    return _with_prerequisites(tx, rows)


def by_ids(tx: Tx, org: OrgId, ids: Iterable[CourseId]) -> list[Course]:
    """Return these courses of this organisation, by code; another's are left out."""
    rows = tx.query(f"{_SELECT} AND course_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY code", org=org, ids=[*ids])
    return _with_prerequisites(tx, rows)


def by_code(tx: Tx, org: OrgId, code: str) -> Course | None:
    """Return the course of this code, or None."""
    found = by_codes(tx, org, [code])
    return found[0] if found else None


def retired(tx: Tx, org: OrgId) -> set[CourseId]:
    """Return the courses that are no longer offered for new workshops."""
    rows = tx.query("SELECT course_id FROM course WHERE org_id = $org AND retired_at IS NOT NULL", org=org)
    return {CourseId(row[0]) for row in rows}


def set_retired(tx: Tx, org: OrgId, course: CourseId, now: datetime | None) -> int:
    """Stop offering a course from `now` on, or offer it again (None); return how many courses changed."""
    return tx.execute(
        """
        UPDATE course
           SET retired_at = $now
         WHERE org_id = $org
           AND course_id = $course
           AND (retired_at IS NULL) <> ($now::TIMESTAMP IS NULL)
        """,
        org=org,
        course=course,
        now=now,
    )


def put(tx: Tx, org: OrgId, course: Course, now: datetime) -> str:
    """Write a course by its code, prerequisites too; return 'new', 'updated' or 'unchanged'.

    The ids in `course` are not looked at: the code tells which course of the organisation it is.
    """
    before = by_code(tx, org, course.code)
    key = before.course_id if before else CourseId(tx.new_id())
    after = replace(course, course_id=key, org_id=org, requires=_in_order(course.requires))
    if before == after:
        return "unchanged"
    if before:
        _update(tx, after)
    else:
        _insert(tx, after, now)
    _replace_prerequisites(tx, after)
    return "updated" if before else "new"


def fees_on(tx: Tx, org: OrgId, on: date) -> dict[CourseId, FeeRow]:
    """Return the prices in force on a day; a course without a row costs nothing then."""
    rows = tx.query(
        """
        SELECT course_id, new_minor, renewal_minor, replacement_minor, starts_on
          FROM (SELECT f.*,
                       row_number() OVER (PARTITION BY f.course_id ORDER BY f.starts_on DESC, f.made_at DESC) AS place
                  FROM fee AS f
                  JOIN course AS c ON c.course_id = f.course_id
                 WHERE c.org_id = $org
                   AND f.starts_on <= $on) AS dated
         WHERE place = 1
        """,
        org=org,
        on=on,
    )
    return {CourseId(row[0]): FeeRow(*row[1:]) for row in rows}


def fee_history(tx: Tx, org: OrgId, course: CourseId) -> list[tuple[FeeRow, datetime, str]]:
    """Return every price row ever entered for a course with when and by whom, newest day first.

    Of several rows for one day the first one listed is in force.
    """
    rows = tx.query(
        """
        SELECT f.new_minor, f.renewal_minor, f.replacement_minor, f.starts_on, f.made_at, f.made_by
          FROM fee AS f
          JOIN course AS c ON c.course_id = f.course_id
         WHERE c.org_id = $org
           AND f.course_id = $course
         ORDER BY f.starts_on DESC, f.made_at DESC
        """,
        org=org,
        course=course,
    )
    return [(FeeRow(*row[:4]), row[4], row[5]) for row in rows]


def every_fee(tx: Tx, org: OrgId) -> list[tuple[str, FeeRow]]:
    """Return (course code, price row) of all courses and days, in the order they were entered."""
    rows = tx.query(
        """
        SELECT c.code, f.new_minor, f.renewal_minor, f.replacement_minor, f.starts_on
          FROM fee AS f
          JOIN course AS c ON c.course_id = f.course_id
         WHERE c.org_id = $org
         ORDER BY f.made_at, c.code, f.starts_on
        """,
        org=org,
    )
    return [(row[0], FeeRow(*row[1:])) for row in rows]


def put_fee(tx: Tx, course: CourseId, fee: FeeRow, made_by: str, now: datetime) -> bool:
    """Add a price row unless the one for that day says the same already; return whether it is new.

    Rows are never changed: a later row for the same day replaces an earlier one and both stay readable.
    """
    rows = tx.query(
        """
        SELECT new_minor, renewal_minor, replacement_minor
          FROM fee
         WHERE course_id = $course
           AND starts_on = $day
         ORDER BY made_at DESC
        """,
        course=course,
        day=fee.starts_on,
    )
    if rows and rows[0] == (fee.new, fee.renewal, fee.replacement):
        return False
    tx.execute(
        """
        INSERT INTO fee (course_id, starts_on, new_minor, renewal_minor, replacement_minor, made_at, made_by)
        VALUES ($course, $day, $new, $renewal, $replacement, $now, $by)
        """,
        course=course,
        day=fee.starts_on,
        new=fee.new,
        renewal=fee.renewal,
        replacement=fee.replacement,
        now=now,
        by=made_by,
    )
    return True


def _with_prerequisites(tx: Tx, rows: list[Row]) -> list[Course]:
    asked: dict[int, list[Prerequisite]] = defaultdict(list)
    found = tx.query(
        """
        SELECT course_id, family, min_version, max_age_months
          FROM prerequisite
         WHERE course_id IN (SELECT unnest($ids::BIGINT[]))
         ORDER BY course_id, family, min_version
        """,
        ids=[row[0] for row in rows],
    )
    for course, *what in found:
        asked[course].append(Prerequisite(*what))
    return [_record(row, tuple(asked[row[0]])) for row in rows]


def _record(row: Row, requires: tuple[Prerequisite, ...]) -> Course:
    months, rule, fixed_day, min_active, anchor, window, grace = row[6:13]
    return Course(
        CourseId(row[0]),
        OrgId(row[1]),
        code=row[2],
        title=row[3],
        family=row[4],
        version=row[5],
        terms=CourseTerms(months, ExpiryRule(rule), _day(fixed_day), min_active, AnchorRule(anchor), window, grace),
        due_days=row[13],
        due_months=row[14],
        automatic=row[15],
        claim_step=row[16],
        requires=requires,
    )


def _day(text: str | None) -> tuple[int, int] | None:
    return (int(text[:2]), int(text[3:])) if text else None


def _in_order(requires: Iterable[Prerequisite]) -> tuple[Prerequisite, ...]:
    return tuple(sorted(requires, key=lambda one: (one.family, one.min_version)))


def _values(course: Course) -> dict[str, object]:
    terms = course.terms
    return {
        "course": course.course_id,
        "org": course.org_id,
        "code": course.code,
        "title": course.title,
        "family": course.family,
        "version": course.version,
        "months": terms.months,
        "rule": str(terms.rule),
        "fixed_day": "{:02d}-{:02d}".format(*terms.fixed_day) if terms.fixed_day else None,
        "min_active": terms.min_active_months,
        "anchor": str(terms.anchor),
        "window": terms.window_days,
        "grace": terms.grace_days,
        "due_days": course.due_days,
        "due_months": course.due_months,
        "automatic": course.automatic,
        "claim_step": course.claim_step,
    }


def _insert(tx: Tx, course: Course, now: datetime) -> None:
    tx.execute(
        """
        INSERT INTO course (course_id, org_id, code, title, family, version, months, rule, fixed_day,
                            min_active_months, anchor, window_days, grace_days, due_days, due_months, automatic,
                            claim_step, made_at)
        VALUES ($course, $org, $code, $title, $family, $version, $months, $rule, $fixed_day,
                $min_active, $anchor, $window, $grace, $due_days, $due_months, $automatic,
                $claim_step, $now)
        """,
        **_values(course),
        now=now,
    )


def _update(tx: Tx, course: Course) -> None:
    values = _values(course)
    del values["code"]
    tx.execute(
        """
        UPDATE course
           SET title = $title, family = $family, version = $version, months = $months, rule = $rule,
               fixed_day = $fixed_day, min_active_months = $min_active, anchor = $anchor, window_days = $window,
               grace_days = $grace, due_days = $due_days, due_months = $due_months, automatic = $automatic,
               claim_step = $claim_step
         WHERE course_id = $course
           AND org_id = $org
        """,
        **values,
    )


def _replace_prerequisites(tx: Tx, course: Course) -> None:
    tx.execute("DELETE FROM prerequisite WHERE course_id = $course", course=course.course_id)
    for one in course.requires:
        tx.execute(
            """
            INSERT INTO prerequisite (course_id, family, min_version, max_age_months)
            VALUES ($course, $family, $version, $age)
            """,
            course=course.course_id,
            family=one.family,
            version=one.min_version,
            age=one.max_age_months,
        )
