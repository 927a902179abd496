"""Scenes that several tests start from: courses with prices, people with histories, a workshop with a roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import Chosen, Course, CourseId, CourseTerms, ExpiryRule, PersonId, Prerequisite, Role, WorkshopId
from core.services import issuing, roster_files, rosters, workshops
from core.services.invoicing import Payer
from core.services.issuing import Issued
from core.services.workshops import NewWorkshop
from core.store import courses, learner_facts, people
from core.store.courses import FeeRow
from tests.cast import NOW, Cast, Person

HELD = date(2026, 2, 20)
PAYER = Payer("Ida Klein", "ida.klein@clinic.example.org", "Clinic North", "Dock 1\n20457 Hamburg", "PO-77")


@dataclass(slots=True)
class Scene:
    """Harbour teaches BLS, which wants BLS-ONLINE of the last 24 months; a certificate costs 25.00, a renewal 20.00."""

    cast: Cast
    bls: Course
    online: Course

    def course(self, code: str) -> Course:
        with self.cast.db.reading() as tx:
            found = courses.by_code(tx, self.cast.harbour.org_id, code)
        assert found
        return found

    def person(self, first: str, last: str, address: str, completed: date | None = None) -> PersonId:
        """Add a holder of Harbour, who completed BLS-ONLINE on a day when one is given."""
        with self.cast.db.transaction() as tx:
            who = people.add_person(tx, first, last, address, NOW, verified=True)
            people.add_membership(tx, self.cast.harbour.org_id, who, Role.HOLDER, NOW)
            if completed:
                tx.execute(
                    """
                    INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
                    VALUES (nextval('ids'), $org, $who, $course, $day, 'online', $now)
                    """,
                    org=self.cast.harbour.org_id,
                    who=who,
                    course=self.online.course_id,
                    day=completed,
                    now=NOW,
                )
                learner_facts.keep(tx, self.cast.harbour.org_id, [who])
        return who

    def person_of(self, address: str) -> PersonId:
        """Return whose address this is."""
        with self.cast.db.reading() as tx:
            found = people.by_address(tx, address)
        assert found
        return found

    def workshop(self, by: Person | None = None, held_on: date = HELD) -> WorkshopId:
        """Create a BLS workshop of Andrea's."""
        desk = self.cast.desk_of(by or self.cast.andrea)
        return workshops.create(desk, NewWorkshop(held_on, (self.bls.course_id,), "Hamburg"), anyway=True)

    def upload(self, workshop: WorkshopId, *lines: str) -> roster_files.Applied:
        """Upload a roster of "First;Last;address" lines."""
        content = "\n".join(["First name;Last name;E-mail", *lines]).encode()
        desk = self.cast.desk_of(self.cast.andrea)
        return roster_files.apply(desk, workshop, roster_files.keep(desk, workshop, content, "roster.csv"), anyway=True)

    def rows(self, workshop: WorkshopId) -> dict[str, rosters.RosterRow]:
        """Return the rows of a roster by address."""
        desk = self.cast.desk_of(self.cast.andrea)
        _, found = rosters.rows(desk, workshop, rosters.EVERYBODY, worst_first=False)
        return {row.standing.address: row for row in found}

    def active(self, workshop: WorkshopId) -> Chosen:
        """Return the selection of everything that can be ticked."""
        return Chosen(
            frozenset(row.standing.standing_id for row in self.rows(workshop).values() if row.verdict.selectable)
        )

    def issue(self, workshop: WorkshopId, chosen: Chosen | None = None, payer: Payer | None = PAYER) -> Issued:
        """Preview and confirm, as the dialog does."""
        desk = self.cast.desk_of(self.cast.andrea)
        wanted = chosen or self.active(workshop)
        plan = issuing.preview(desk, workshop, wanted)
        return issuing.issue(desk, workshop, wanted, payer, plan.plan.hash)


def harbour_scene(cast: Cast) -> Scene:
    """Return Harbour with its two courses and Ana, who may be certified."""
    org = cast.harbour.org_id
    terms = CourseTerms(months=24, rule=ExpiryRule.END_OF_MONTH, window_days=90)
    wanted = Prerequisite("BLS-ONLINE", 1, 24)
    with cast.db.transaction() as tx:
        courses.put(tx, org, Course(CourseId(0), org, "ONLINE", "BLS Online", "BLS-ONLINE", 1, CourseTerms()), NOW)
        courses.put(tx, org, Course(CourseId(0), org, "BLS", "BLS Rescuer", "BLS", 1, terms, requires=(wanted,)), NOW)
        bls, online = courses.by_code(tx, org, "BLS"), courses.by_code(tx, org, "ONLINE")
        assert bls
        assert online
        courses.put_fee(tx, bls.course_id, FeeRow(2500, 2000, 500, date(2024, 1, 1)), "Olga Berg", NOW)
    scene = Scene(cast, bls, online)
    scene.person("Ana", "Silva", "ana.silva@example.org", date(2025, 9, 1))
    return scene
