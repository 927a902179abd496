"""A body whose courses fall due: people with terms, dates that move, and days that pass."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.jobs import daily
from core.jobs.daily import JOBS, Job, Report
from core.model import Course, CourseId, CourseTerms, OrgId, PersonId, Role
from core.store import assignments, courses, learner_facts, people
from core.store.db import Row
from tests.cast import NOW, Cast


def noon(day: date, zone: str = "Europe/Berlin") -> datetime:
    """Return the UTC moment of noon in a zone."""
    local = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Calendar:
    """Harbour teaches BLS (12 months, window 60, grace 30), AED (12 months, no window) and FA, which never expires."""

    cast: Cast

    @property
    def org(self) -> OrgId:
        return self.cast.harbour.org_id

    def rows(self, sql: str, **params: object) -> list[Row]:
        with self.cast.db.reading() as tx:
            return tx.query(sql, **params)

    def course(self, code: str, terms: CourseTerms, *, automatic: bool = False, due_days: int = 30) -> Course:
        """Enter a course, or enter it anew."""
        course = Course(CourseId(0), self.org, code, code.title(), code, 1, terms, due_days, None, automatic)
        with self.cast.db.transaction() as tx:
            courses.put(tx, self.org, course, NOW)
            found = courses.by_code(tx, self.org, code)
        assert found
        return found

    def person(self, name: str, completed: date | None = None, code: str = "BLS") -> PersonId:
        """Add a holder of Harbour, who completed a course on a day when one is given."""
        first, last = name.split()
        with self.cast.db.transaction() as tx:
            who = people.add_person(tx, first, last, f"{first}.{last}@example.org".lower(), NOW, verified=True)
            people.add_membership(tx, self.org, who, Role.HOLDER, NOW)
        if completed:
            self.complete(who, completed, code)
        return who

    def complete(self, who: PersonId, day: date, code: str = "BLS") -> None:
        """Record a completion; whatever was open in the course is completed by it."""
        with self.cast.db.transaction() as tx:
            course = courses.by_code(tx, self.org, code)
            assert course
            tx.execute(
                """
                INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
                VALUES (nextval('ids'), $org, $who, $course, $day, 'import', $now)
                """,
                org=self.org,
                who=who,
                course=course.course_id,
                day=day,
                now=NOW,
            )
            tx.execute(
                """
                UPDATE assignment
                   SET state = 'completed', completed_on = $day, was_due_on = due_on, due_on = NULL
                 WHERE org_id = $org
                   AND person_id = $who
                   AND course_id = $course
                   AND state IN ('assigned', 'in_progress')
                """,
                org=self.org,
                who=who,
                course=course.course_id,
                day=day,
            )
            learner_facts.keep(tx, self.org, [who])
            assignments.key_again(tx, self.org)

    def assign(self, who: PersonId, on: date, due: date, code: str = "BLS") -> int:
        """Assign a course by hand; return the assignment."""
        with self.cast.db.transaction() as tx:
            course, key = courses.by_code(tx, self.org, code), tx.new_id()
            assert course
            tx.execute(
                """
                INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, due_on,
                                        source, made_at)
                VALUES ($key, $org, $who, $course, 'assigned', $on, $due, 'manual', $now)
                """,
                key=key,
                org=self.org,
                who=who,
                course=course.course_id,
                on=on,
                due=due,
                now=NOW,
            )
            learner_facts.keep(tx, self.org, [who])
            assignments.key_again(tx, self.org)
        return key

    def set_due(self, assignment: int, due: date) -> None:
        self._change("UPDATE assignment SET due_on = $due WHERE assignment_id = $key", due=due, key=assignment)

    def archive(self, who: PersonId) -> None:
        self._change("INSERT INTO archived_person VALUES ($org, $who, $now)", org=self.org, who=who, now=NOW)

    def set_date(self, who: PersonId, day: date, family: str = "BLS") -> None:
        """Set somebody's recertification date by hand, in place of an earlier one."""
        self._change(
            "UPDATE manual_date SET ended_at = $now WHERE person_id = $who AND family = $family AND ended_at IS NULL",
            now=NOW,
            who=who,
            family=family,
        )
        self._change(
            """
            INSERT INTO manual_date (org_id, person_id, family, starts_on, recertify_on, made_at)
            SELECT org_id, person_id, family, starts_on, $day, $now
              FROM learner
             WHERE person_id = $who
               AND family = $family
            """,
            day=day,
            now=NOW,
            who=who,
            family=family,
        )

    def _change(self, sql: str, **params: Any) -> None:
        with self.cast.db.transaction() as tx:
            tx.execute(sql, **params)
            learner_facts.touch_everybody(tx, self.org)
            learner_facts.refresh(tx, self.org)

    def day(self, on: date, jobs: tuple[Job, ...] = JOBS) -> Report:
        """Let the daily jobs look, at noon of a day of Harbour."""
        report = daily.run(self.cast.db, noon(on), jobs=jobs)
        assert report.defects == []
        return report

    def days(self, first: date, last: date, jobs: tuple[Job, ...] = JOBS) -> None:
        """Let day after day pass."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            self.day(date.fromordinal(ordinal), jobs)

    def mails(self, *kinds: str) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Return (key, kind, name, parameters) of every mail that leaves, in order; of some kinds only, if named."""
        rows = self.rows("""
            SELECT dedupe_key, kind, to_name, parameters
              FROM outbox
             WHERE state <> 'cancelled'
             ORDER BY mail_id
        """)
        return [(row[0], row[1], row[2], json.loads(row[3])) for row in rows if not kinds or row[1] in kinds]

    def said(self) -> list[str]:
        """Return what reminders say, without the names."""
        return [
            f"{parameters['course']} {parameters['when']}"
            for _, _, _, parameters in self.mails("recertification_reminder", "due_reminder")
        ]


def calendar(cast: Cast) -> Calendar:
    """Return Harbour with its courses."""
    made = Calendar(cast)
    made.course("BLS", CourseTerms(months=12, window_days=60, grace_days=30))
    made.course("AED", CourseTerms(months=12))
    made.course("FA", CourseTerms())
    return made


def every_day(first: date, last: date) -> list[date]:
    """Return the days from one to another, both included."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]
