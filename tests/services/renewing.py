"""A body that renews: courses of one family in two versions, people with completions, and short ways to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import Course, CourseId, CourseTerms, OrgId, PersonId, Role
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.acting import Action, Done, Preview
from core.services.recertification.selection import Persons, Wanted, on_list
from core.store import checks, courses, learner_facts, people
from core.store.db import Row
from tests.cast import NOW, Cast, Person

TODAY = date(2026, 3, 2)
DUE = on_list("due")


@dataclass(slots=True)
class Renewal:
    """Harbour teaches BLS in two versions (12 months, window 60 days, grace 30) and FA, which never expires."""

    cast: Cast

    @property
    def org(self) -> OrgId:
        return self.cast.harbour.org_id

    @property
    def olga(self) -> Desk:
        return self.cast.desk_of(self.cast.olga)

    def rows(self, sql: str, **params: object) -> list[Row]:
        with self.cast.db.reading() as tx:
            return tx.query(sql, **params)

    def course(self, code: str, org: OrgId | None = None) -> Course:
        with self.cast.db.reading() as tx:
            found = courses.by_code(tx, org or self.org, code)
        assert found
        return found

    def person(
        self, name: str, completed: date | None = None, code: str = "BLS-1", by: Person | None = None
    ) -> PersonId:
        """Add a holder, who completed a course on a day when one is given. `by`: staff of the organisation."""
        org = by.org.org_id if by else self.org
        address = name.lower().replace(" ", ".") + "@example.org"
        first, last = name.split()
        with self.cast.db.transaction() as tx:
            who = people.add_person(tx, first, last, address, NOW, verified=True)
            people.add_membership(tx, org, who, Role.HOLDER, NOW)
        if completed:
            self.complete(who, completed, code, org)
        return who

    def complete(self, who: PersonId, day: date, code: str = "BLS-1", org: OrgId | None = None) -> None:
        """Record a completion."""
        course = self.course(code, org)
        with self.cast.db.transaction() as tx:
            tx.execute(
                """
                INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
                VALUES (nextval('ids'), $org, $who, $course, $day, 'import', $now)
                """,
                org=course.org_id,
                who=who,
                course=course.course_id,
                day=day,
                now=self.cast.now,
            )
            learner_facts.keep(tx, course.org_id, [who])

    def archive(self, who: PersonId) -> None:
        with self.cast.db.transaction() as tx:
            tx.execute("INSERT INTO archived_person VALUES ($org, $who, $now)", org=self.org, who=who, now=NOW)
            learner_facts.keep(tx, self.org, [who])

    def preview(self, action: Action, wanted: Wanted = DUE, desk: Desk | None = None) -> Preview:
        return acting.preview(desk or self.olga, action, wanted)

    def do(self, action: Action, wanted: Wanted = DUE, desk: Desk | None = None) -> Done:
        """Preview and confirm, as the dialog does; preview and outcome agree."""
        shown = self.preview(action, wanted, desk)
        done = acting.confirm(desk or self.olga, action, wanted, shown.hash)
        assert dict(done.counts) == dict(shown.plan.will)
        assert list(done.refused) == list(shown.plan.refused)
        return done

    def facts_are_kept(self) -> None:
        """Assert that the kept facts are what the records come to, and that every rule between rows holds."""
        kept = "SELECT * FROM learner WHERE org_id = $org ORDER BY learner_id"
        before = self.rows(kept, org=self.org)
        with self.cast.db.transaction() as tx:
            learner_facts.touch_everybody(tx, self.org)
            learner_facts.refresh(tx, self.org)
        assert self.rows(kept, org=self.org) == before
        with self.cast.db.reading() as tx:
            assert checks.broken(tx) == []


def renewal(cast: Cast) -> Renewal:
    """Return Harbour and Northern with their courses, and nobody in them yet."""
    yearly = CourseTerms(months=12, window_days=60, grace_days=30)
    with cast.db.transaction() as tx:
        for org in (cast.harbour.org_id, cast.north.org_id):
            for code, family, version, terms in (
                ("BLS-1", "BLS", 1, yearly),
                ("BLS-2", "BLS", 2, yearly),
                ("FA", "FA", 1, CourseTerms()),
            ):
                course = Course(CourseId(0), org, code, f"{family} {version}", family, version, terms)
                courses.put(tx, org, course, NOW)
    return Renewal(cast)


def named(*who: PersonId, course: str | None = None) -> Persons:
    """Return a selection of persons."""
    return Persons(frozenset(who), course)
