"""Two organisations in which everything has happened, alike in each: what isolation is tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from core.model import Chosen, CourseId, CourseTerms, OrderId, ParticipantId, PersonId, Prerequisite, Role, WorkshopId
from core.model import Course as CourseOf
from core.rules import tokens
from core.services import (
    ceu_instructions,
    claiming,
    disputes,
    import_page,
    invoicing,
    issuing,
    roster_files,
    rosters,
    setup,
    workshops,
)
from core.services.desk import Desk
from core.services.identity import roster_links
from core.services.recertification import acting
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import Persons
from core.services.workshops import NewWorkshop
from core.store import courses, invoices, links, organisations, people
from core.store.courses import FeeRow
from core.store.db import Db, Tx, open_store
from core.store.identity import addresses
from tests.cast import SECRET
from tests.proofs.credited_bodies import credited
from tests.services import ceu_files
from tests.services.scenes import PAYER

BEFORE = datetime.fromisoformat("2026-03-01T08:00")
NOW = datetime.fromisoformat("2026-03-02T18:00")
HELD = date(2026, 2, 20)
BODIES = (
    ("harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR"),
    ("north", "Northern Vet Board", "America/New_York", "USD"),
)
PEOPLE = (
    ("staff", "Olga Berg", Role.STAFF),
    ("own", "Andrea Steele", Role.INSTRUCTOR),
    ("other", "Ben Osei", Role.INSTRUCTOR),
    ("analyst", "Ravi Patel", Role.ANALYST),
    ("holder", "Mei Tanaka", Role.HOLDER),
    ("gone", "Rita Gone", Role.STAFF),
)


@dataclass(frozen=True, slots=True)
class Ids:
    """One of everything that an organisation has: what a service can be asked about."""

    course: CourseId
    instructor: PersonId
    member: PersonId
    workshop: WorkshopId  # with an order, and rows that are free
    empty: WorkshopId  # nothing on it
    done: WorkshopId  # everybody told, all paid
    active: int  # a row that can be ticked
    inactive: int  # a row that can be disputed
    disputed: int  # the row of the open dispute
    participant: ParticipantId  # a line that is in no order
    draft: int  # a file that waits for the roster
    import_draft: int  # a file that waits to be imported
    order: OrderId  # still within its hold
    plan: str  # that order's
    invoice: int
    number: str  # an issued certificate
    dispute: int
    held: int  # a mail
    failed: int  # a mail
    learner: PersonId  # due for recertification
    batch: int  # a recertification
    meant: int  # a row that suggests somebody
    named: int  # somebody was named for an address, and it waits
    ceu_draft: int
    ceu_submitted: int
    ceu_approved: int
    instruction: int  # for holders
    pairs: int  # a list that waits to be posted
    credit: int  # offered
    accepted_credit: int

    def chosen(self) -> Chosen:
        return Chosen(frozenset([self.active]))


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation, its people's addresses, and one of everything it has."""

    slug: str
    ids: Ids

    def address(self, who: str) -> str:
        return f"{who}@{self.slug}.example.org"

    def desk(self, db: Db, who: str, now: datetime = NOW) -> Desk:
        return setup.desk_for(db, self.slug, self.address(who), "", None, now, "http://localhost:8501", SECRET)


def make_bodies(path: Path) -> tuple[Db, Body, Body]:
    """Make a store with two organisations in which the same things have happened."""
    db = open_store(path, SECRET)
    for slug, name, zone, currency in BODIES:
        setup.init(db, slug, name, zone, currency, BEFORE)
        for who, full, role in PEOPLE:
            setup.add_user(db, f"{who}@{slug}.example.org", slug, role, full, BEFORE)
    first, second = (Body(slug, _live(db, slug)) for slug, *_ in BODIES)
    return db, first, second


def _live(db: Db, slug: str) -> Ids:
    body = Body(slug, None)  # type: ignore[arg-type]
    with db.transaction() as tx:
        course = _teach(tx, slug)
    staff, own = body.desk(db, "staff", BEFORE), body.desk(db, "own", BEFORE)
    workshop, number = _claimed(own, slug, course)
    done = _settled(own, slug, course)
    _upload(
        own, workshop, "Max;Two;two@{0}.town", "Una;Free;free@{0}.town", "No;Body;no@{0}.town", "No;One;one@{0}.town"
    )
    rows = _rows(own, workshop)
    asked = disputes.dispute(own, workshop, rows[f"no@{slug}.town"].standing.standing_id, "Was there")
    _upload(own, workshop, "Paid;Slip;piad@{0}.town", "Paid;Slop;pai@{0}.town")
    slips = _rows(own, workshop)
    named = roster_links.say(own, workshop, slips[f"pai@{slug}.town"].standing.standing_id)
    declined = disputes.dispute(own, workshop, rows[f"one@{slug}.town"].standing.standing_id, "Was there")
    disputes.decline(staff, declined, "Not on record")
    late = body.desk(db, "own")
    chosen = Chosen(frozenset([rows[f"two@{slug}.town"].standing.standing_id]))
    plan = issuing.preview(late, workshop, chosen).plan.hash
    order = issuing.issue(late, workshop, chosen, PAYER, plan).order_id
    empty = workshops.create(own, NewWorkshop(HELD, (course,)), anyway=True)
    draft = roster_files.keep(own, workshop, _roster(slug, "La;Ter;later@{0}.town"), "later.csv")
    waiting = import_page.keep(body.desk(db, "staff"), "people", f"email\nnew@{slug}.town\n".encode(), "people.csv")
    learner, batch = _recertified(body.desk(db, "staff"), slug)
    with db.transaction() as tx:
        found = invoices.of_order(tx, order)
        assert found
        held = tx.value("SELECT mail_id FROM outbox WHERE order_id = $order AND state = 'held'", order=order)
        failed = tx.value(
            "SELECT min(mail_id) FROM outbox WHERE kind = 'dispute_declined' AND org_id = $org", org=own.actor.org_id
        )
        tx.execute("UPDATE outbox SET state = 'failed', last_error = 'Nobody is there.' WHERE mail_id = $id", id=failed)
        addresses.add(tx, f"second@{slug}.town", learner, "alternate", None, BEFORE)
        gone, member = (people.by_address(tx, body.address(who)) for who in ("gone", "analyst"))
        assert gone
        assert member
        people.end_membership(tx, own.actor.org_id, gone, Role.STAFF, BEFORE)
    free = _rows(own, workshop)[f"free@{slug}.town"].standing
    nobody = _rows(own, workshop)[f"one@{slug}.town"].standing
    assert own.actor.person_id
    return Ids(
        course=course,
        instructor=own.actor.person_id,
        member=member,
        workshop=workshop,
        empty=empty,
        done=done,
        active=free.standing_id,
        inactive=nobody.standing_id,
        disputed=rows[f"no@{slug}.town"].standing.standing_id,
        participant=free.participant_id,
        draft=draft,
        import_draft=waiting,
        order=order,
        plan=plan,
        invoice=found.invoice_id,
        number=number,
        dispute=asked,
        held=held,
        failed=failed,
        learner=learner,
        batch=batch,
        **_registry(staff, slug),
        **credited(body.desk(db, "staff"), slug, f"CEU-{slug}-3"),
        meant=slips[f"piad@{slug}.town"].standing.standing_id,
        named=named.same_person_id,
    )


def _teach(tx: Tx, slug: str) -> CourseId:
    """Let an organisation teach BLS, which costs something, and know three people who may be certified."""
    org = organisations.by_slug(tx, slug)
    assert org
    wants = (Prerequisite("ONLINE"),)
    for course in (
        CourseOf(CourseId(0), org.org_id, "ONLINE", "BLS Online", "ONLINE", 1, CourseTerms()),
        CourseOf(CourseId(0), org.org_id, "BLS", f"BLS of {slug}", "BLS", 1, CourseTerms(months=24), requires=wants),
    ):
        courses.put(tx, org.org_id, course, BEFORE)
    bls, online = courses.by_code(tx, org.org_id, "BLS"), courses.by_code(tx, org.org_id, "ONLINE")
    assert bls
    assert online
    courses.put_fee(tx, bls.course_id, FeeRow(2500, 2000, 500, date(2024, 1, 1)), "Olga Berg", BEFORE)
    for name in ("claimed", "two", "free", "paid"):
        who = people.add_person(tx, name.title(), slug.title(), f"{name}@{slug}.town", BEFORE, verified=True)
        people.add_membership(tx, org.org_id, who, Role.HOLDER, BEFORE)
        tx.execute(
            """
            INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
            VALUES (nextval('ids'), $org, $who, $course, DATE '2025-09-01', 'online', $now)
            """,
            org=org.org_id,
            who=who,
            course=online.course_id,
            now=BEFORE,
        )
    return bls.course_id


def _claimed(own: Desk, slug: str, course: CourseId) -> tuple[WorkshopId, str]:
    """Let a workshop have one certificate that was claimed; return the workshop and the number."""
    workshop, order = _ordered(own, course, "Clai;Med;claimed@{0}.town")
    with own.db.reading() as tx:
        (link,) = links.of_subject(tx, "claim", order).values()
        invoice = invoices.of_order(tx, order)
    assert invoice
    invoicing.hand_over(_staff(own, slug), invoice.invoice_id)
    token = tokens.token(SECRET, "claim", link)
    claiming.claim(own.db, token, "Clai Med", BEFORE)
    return workshop, claiming.page(own.db, token).certificates[0].number


def _recertified(staff: Desk, slug: str) -> tuple[PersonId, int]:
    """Let two people be due and one of them recertified; return the other and the batch."""
    rows = "".join(f"{who}@{slug}.town,BLS,2024-01-10\n" for who in ("due", "late"))
    content = f"email,course,completed_on\n{rows}".encode()
    plan = import_page.preview(staff, "completions", content, "c.csv").plan
    import_page.apply(staff, "completions", content, "c.csv", None, plan)
    with staff.db.reading() as tx:
        due, late = (people.by_address(tx, f"{who}@{slug}.town") for who in ("due", "late"))
    assert due
    assert late
    wanted = Persons(frozenset([late]))
    done = acting.confirm(staff, Recertify(), wanted, acting.preview(staff, Recertify(), wanted).hash)
    return due, done.batch_id


def _registry(staff: Desk, slug: str) -> dict[str, int]:
    """Let the registry of CEU courses hold a draft, a submitted and an approved one, and a paper for holders."""
    return {
        "ceu_draft": ceu_files.draft(staff, f"CEU-{slug}-1"),
        "ceu_submitted": ceu_files.submitted(staff, f"CEU-{slug}-2"),
        "ceu_approved": ceu_files.approved(staff, f"CEU-{slug}-3"),
        "instruction": ceu_instructions.add(staff, "holder", "guide.pdf", b"%PDF-1.7"),
    }


def _settled(own: Desk, slug: str, course: CourseId) -> WorkshopId:
    """Let a workshop have an order that was paid, and of which everybody was told."""
    workshop, order = _ordered(own, course, "Pa;Id;paid@{0}.town")
    with own.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    invoicing.record_payment(_staff(own, slug), invoice.invoice_id, 2500, HELD, f"{slug} paid", "Cash")
    with own.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = 'sent' WHERE order_id = $order", order=order)
    return workshop


def _ordered(own: Desk, course: CourseId, line: str) -> tuple[WorkshopId, OrderId]:
    """Let a workshop have an order for one person."""
    workshop = workshops.create(own, NewWorkshop(HELD, (course,), "Dock 1"), anyway=True)
    _upload(own, workshop, line)
    chosen = Chosen(frozenset(row.standing.standing_id for row in _rows(own, workshop).values()))
    plan = issuing.preview(own, workshop, chosen).plan.hash
    return workshop, issuing.issue(own, workshop, chosen, PAYER, plan).order_id


def _staff(desk: Desk, slug: str) -> Desk:
    return Body(slug, None).desk(desk.db, "staff", BEFORE)  # type: ignore[arg-type]


def _upload(desk: Desk, workshop: WorkshopId, *lines: str) -> None:
    slug = desk.actor.address.partition("@")[2].partition(".")[0]
    kept = roster_files.keep(desk, workshop, _roster(slug, *lines), "roster.csv")
    roster_files.apply(desk, workshop, kept, anyway=True)


def _roster(slug: str, *lines: str) -> bytes:
    return "\n".join(["First name;Last name;E-mail", *(line.format(slug) for line in lines)]).encode()


def _rows(desk: Desk, workshop: WorkshopId) -> dict[str, rosters.RosterRow]:
    _, found = rosters.rows(desk, workshop, rosters.EVERYBODY)
    return {row.standing.address: row for row in found}
