"""Who may use what: one row for every use case of the services. A use case without a row fails the proof."""

from __future__ import annotations

from datetime import date

from core.model import AllMatching, CourseTerms, Role
from core.model import Course as CourseOf
from core.rules.intake import Overrule
from core.services import (
    activity,
    certificates,
    classifying,
    course_page,
    courses,
    disputes,
    import_page,
    imports,
    invoicing,
    issuing,
    mail_texts,
    mails,
    orders,
    organisation,
    papers,
    roster_files,
    rosters,
    taking_back,
    todo,
    workshops,
)
from core.services.desk import Desk
from core.services.imports import Source
from core.services.workshops import NewWorkshop
from core.store.courses import FeeRow
from core.store.imports import staging
from tests.proofs import (
    access_to_analyses,
    access_to_ceu_courses,
    access_to_credits,
    access_to_identity,
    access_to_renewals,
)
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import HELD, Ids
from tests.services.importing import chunk
from tests.services.scenes import PAYER

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f000500"
    "01ffa4e5b20e0000000049454e44ae426082"
)
ROSTER = b"First name;Last name;E-mail\nNew;Comer;newcomer@example.org\n"
PEOPLE = b"email,first_name\nnewcomer@example.org,New\n"


def _rows(desk: Desk, ids: Ids) -> object:
    return imports.bring_in(desk, Source("people", "p.csv", "0" * 64), [chunk(staging.PEOPLE, [{"email": "n@x.org"}])])


def _applied(desk: Desk, ids: Ids) -> object:
    source, rows = Source("people", "p.csv", "0" * 64), [chunk(staging.PEOPLE, [{"email": "n@x.org"}])]
    return imports.apply(desk, source, rows, imports.preview(desk, source, rows)[1])


def _page_applied(desk: Desk, ids: Ids) -> object:
    plan = import_page.preview(desk, "people", PEOPLE, "p.csv").plan
    return import_page.apply(desk, "people", PEOPLE, "p.csv", None, plan)


def _issued(desk: Desk, ids: Ids) -> object:
    plan = issuing.preview(desk, ids.workshop, ids.chosen()).plan.hash
    return issuing.issue(desk, ids.workshop, ids.chosen(), PAYER, plan)


def _course(desk: Desk) -> CourseOf:
    return CourseOf(0, desk.actor.org_id, "NEW", "New", "NEW", 1, CourseTerms())  # type: ignore[arg-type]


TEXT = ("For {name}", "{name}, {courses}: {link}")
FEE = FeeRow(1, 1, 1, date(2026, 3, 1))
AMOUNTS = {"new": "1.00", "renewal": "1.00", "replacement": "1.00"}

FIRST_JOB: dict[str, UseCase] = {
    "activity.acts": UseCase(For.STAFF, lambda d, i: activity.acts(d, activity.Wanted())),
    "activity.choices": UseCase(For.STAFF, lambda d, i: activity.choices(d)),
    "activity.chain": UseCase(For.STAFF, lambda d, i: activity.chain(d)),
    "certificates.list_certificates": UseCase(For.TEACHING, lambda d, i: certificates.list_certificates(d)),
    "classifying.classify_file": UseCase(
        For.TEACHING, lambda d, i: classifying.classify_file(d, ROSTER, "r.csv", ["BLS"], HELD)
    ),
    "course_page.currency": UseCase(For.TEACHING, lambda d, i: course_page.currency(d)),
    "course_page.one": UseCase(For.TEACHING, lambda d, i: course_page.one(d, "BLS")),
    "course_page.save": UseCase(For.STAFF, lambda d, i: course_page.save(d, {"code": "NEW", "title": "New"})),
    "course_page.add_fee": UseCase(For.STAFF, lambda d, i: course_page.add_fee(d, "BLS", date(2026, 3, 1), AMOUNTS)),
    "course_page.fee_lines": UseCase(For.STAFF, lambda d, i: course_page.fee_lines(d, "BLS")),
    "courses.listing": UseCase(For.TEACHING, lambda d, i: courses.listing(d)),
    "courses.price_list": UseCase(For.TEACHING, lambda d, i: courses.price_list(d)),
    "courses.fee_history": UseCase(For.STAFF, lambda d, i: courses.fee_history(d, "BLS")),
    "courses.save": UseCase(For.STAFF, lambda d, i: courses.save(d, _course(d))),
    "courses.set_fee": UseCase(For.STAFF, lambda d, i: courses.set_fee(d, "BLS", FEE)),
    "courses.set_retired": UseCase(For.STAFF, lambda d, i: courses.set_retired(d, "BLS", True)),
    "courses.import_file": UseCase(
        For.STAFF, lambda d, i: courses.import_file(d, b'[[course]]\ncode = "NEW"\ntitle = "New"\n')
    ),
    "disputes.dispute": UseCase(
        For.OWNER, lambda d, i: disputes.dispute(d, i.workshop, i.inactive, "Was there"), ("workshop", "inactive")
    ),
    "disputes.queue": UseCase(For.STAFF, lambda d, i: disputes.queue(d)),
    "disputes.disputed_rows": UseCase(For.OWNER, lambda d, i: disputes.disputed_rows(d, i.workshop), ("workshop",)),
    "disputes.override": UseCase(For.STAFF, lambda d, i: disputes.override(d, i.dispute, "Seen"), ("dispute",)),
    "disputes.override_row": UseCase(
        For.STAFF, lambda d, i: disputes.override_row(d, i.workshop, i.inactive, "Seen"), ("workshop", "inactive")
    ),
    "disputes.decline": UseCase(For.STAFF, lambda d, i: disputes.decline(d, i.dispute, "No"), ("dispute",)),
    "import_page.keep": UseCase(For.STAFF, lambda d, i: import_page.keep(d, "people", PEOPLE, "p.csv")),
    "import_page.draft": UseCase(For.STAFF, lambda d, i: import_page.draft(d)),
    "import_page.read_again": UseCase(For.STAFF, lambda d, i: import_page.read_again(d, Overrule(encoding="utf-8"))),
    "import_page.confirm": UseCase(For.STAFF, lambda d, i: import_page.confirm(d, i.import_draft), ("import_draft",)),
    "import_page.discard": UseCase(For.STAFF, lambda d, i: import_page.discard(d)),
    "import_page.preview": UseCase(For.STAFF, lambda d, i: import_page.preview(d, "people", PEOPLE, "p.csv")),
    "import_page.apply": UseCase(For.STAFF, _page_applied),
    "import_page.recent": UseCase(For.STAFF, lambda d, i: import_page.recent(d)),
    "imports.bring_in": UseCase(For.STAFF, _rows),
    "imports.preview": UseCase(
        For.STAFF,
        lambda d, i: imports.preview(d, Source("people", "p.csv", "0" * 64), [chunk(staging.PEOPLE, [])]),
    ),
    "imports.apply": UseCase(For.STAFF, _applied),
    "invoicing.hand_over": UseCase(For.STAFF, lambda d, i: invoicing.hand_over(d, i.invoice), ("invoice",)),
    "invoicing.record_payment": UseCase(
        For.STAFF, lambda d, i: invoicing.record_payment(d, i.invoice, 1, d.today, "bank 1", "Cash"), ("invoice",)
    ),
    "issuing.preview": UseCase(
        For.OWNER, lambda d, i: issuing.preview(d, i.workshop, i.chosen()), ("workshop", "active")
    ),
    "issuing.issue": UseCase(For.OWNER, _issued, ("workshop", "active")),
    "issuing.issue again": UseCase(
        For.OWNER, lambda d, i: issuing.issue(d, i.workshop, i.chosen(), PAYER, i.plan), ("workshop", "plan")
    ),
    "mail_texts.list_texts": UseCase(For.STAFF, lambda d, i: mail_texts.list_texts(d)),
    "mail_texts.preview": UseCase(For.STAFF, lambda d, i: mail_texts.preview(d, "certificate_offered", *TEXT)),
    "mail_texts.save": UseCase(For.STAFF, lambda d, i: mail_texts.save(d, "certificate_offered", *TEXT)),
    "mail_texts.reset": UseCase(For.STAFF, lambda d, i: mail_texts.reset(d, "certificate_offered")),
    "mails.list_mails": UseCase(For.STAFF, lambda d, i: mails.list_mails(d, mails.MailFilter())),
    "mails.mail_text": UseCase(For.STAFF, lambda d, i: mails.mail_text(d, i.held), ("held",)),
    "mails.stop_mail": UseCase(For.STAFF, lambda d, i: mails.stop_mail(d, i.held), ("held",)),
    "mails.send_now": UseCase(For.STAFF, lambda d, i: mails.send_now(d, i.held), ("held",)),
    "mails.retry": UseCase(For.STAFF, lambda d, i: mails.retry(d, i.failed), ("failed",)),
    "orders.of_workshop": UseCase(For.OWNER, lambda d, i: orders.of_workshop(d, i.workshop), ("workshop",)),
    "orders.invoices": UseCase(For.STAFF, lambda d, i: orders.invoices(d)),
    "organisation.view": UseCase(For.STAFF, lambda d, i: organisation.view(d)),
    "organisation.save": UseCase(For.STAFF, lambda d, i: organisation.save(d, SETTINGS)),
    "organisation.set_picture": UseCase(For.STAFF, lambda d, i: organisation.set_picture(d, "logo", PNG)),
    "organisation.drop_picture": UseCase(For.STAFF, lambda d, i: organisation.drop_picture(d, "logo")),
    "organisation.add_member": UseCase(
        For.STAFF, lambda d, i: organisation.add_member(d, "new@example.org", "New Comer", Role.ANALYST)
    ),
    "organisation.end_member": UseCase(
        For.STAFF, lambda d, i: organisation.end_member(d, i.member, Role.ANALYST), ("member",)
    ),
    "papers.invoice_pdf": UseCase(For.OWNER, lambda d, i: papers.invoice_pdf(d, i.invoice), ("invoice",)),
    "papers.certificate_pdf": UseCase(For.OWNER, lambda d, i: papers.certificate_pdf(d, i.number), ("number",)),
    "papers.workshop_pdf": UseCase(For.OWNER, lambda d, i: papers.workshop_pdf(d, i.workshop), ("workshop",)),
    "roster_files.keep": UseCase(
        For.OWNER, lambda d, i: roster_files.keep(d, i.workshop, ROSTER, "r.csv"), ("workshop",)
    ),
    "roster_files.read_again": UseCase(
        For.OWNER, lambda d, i: roster_files.read_again(d, i.workshop, Overrule(encoding="utf-8")), ("workshop",)
    ),
    "roster_files.draft": UseCase(For.OWNER, lambda d, i: roster_files.draft(d, i.workshop), ("workshop",)),
    "roster_files.apply": UseCase(
        For.OWNER, lambda d, i: roster_files.apply(d, i.workshop, i.draft), ("workshop", "draft")
    ),
    "roster_files.discard": UseCase(For.OWNER, lambda d, i: roster_files.discard(d, i.workshop), ("workshop",)),
    "roster_files.files": UseCase(For.OWNER, lambda d, i: roster_files.files(d, i.workshop), ("workshop",)),
    "rosters.add_person": UseCase(
        For.OWNER, lambda d, i: rosters.add_person(d, i.workshop, "New", "Comer", "new@example.org"), ("workshop",)
    ),
    "rosters.edit": UseCase(
        For.OWNER,
        lambda d, i: rosters.edit(d, i.workshop, i.participant, "New", "Comer", "new@example.org"),
        ("workshop", "participant"),
    ),
    "rosters.drop": UseCase(
        For.OWNER, lambda d, i: rosters.drop(d, i.workshop, i.participant), ("workshop", "participant")
    ),
    "rosters.rows": UseCase(For.OWNER, lambda d, i: rosters.rows(d, i.workshop, AllMatching()), ("workshop",)),
    "rosters.single": UseCase(
        For.OWNER, lambda d, i: rosters.single(d, i.workshop, i.chosen()), ("workshop", "active")
    ),
    "rosters.selectable": UseCase(
        For.OWNER, lambda d, i: rosters.selectable(d, i.workshop, AllMatching()), ("workshop",)
    ),
    "rosters.look_again": UseCase(For.OWNER, lambda d, i: rosters.look_again(d, i.workshop), ("workshop",)),
    "taking_back.take_back": UseCase(For.OWNER, lambda d, i: taking_back.take_back(d, i.order), ("order",)),
    "todo.tasks": UseCase(For.EVERYBODY, lambda d, i: todo.tasks(d)),
    "workshops.offer": UseCase(For.TEACHING, lambda d, i: workshops.offer(d)),
    "workshops.create": UseCase(
        For.TEACHING,
        lambda d, i: workshops.create(d, NewWorkshop(HELD, (i.course,), "", i.instructor), anyway=True),
        ("course", "instructor"),
    ),
    "workshops.list_workshops": UseCase(For.TEACHING, lambda d, i: workshops.list_workshops(d)),
    "workshops.show": UseCase(For.OWNER, lambda d, i: workshops.show(d, i.workshop), ("workshop",)),
    "workshops.set_retakes": UseCase(For.OWNER, lambda d, i: workshops.set_retakes(d, i.workshop, True), ("workshop",)),
    "workshops.change": UseCase(
        For.OWNER, lambda d, i: workshops.change(d, i.empty, NewWorkshop(HELD, (i.course,))), ("empty", "course")
    ),
    "workshops.close": UseCase(For.STAFF, lambda d, i: workshops.close(d, i.done), ("done",)),
    "workshops.cancel": UseCase(For.OWNER, lambda d, i: workshops.cancel(d, i.empty), ("empty",)),
}
USE_CASES = {
    **FIRST_JOB,
    **access_to_renewals.USE_CASES,
    **access_to_ceu_courses.USE_CASES,
    **access_to_credits.USE_CASES,
    **access_to_identity.USE_CASES,
    **access_to_analyses.USE_CASES,
}
SETTINGS = organisation.OrganisationSettings("New name", "#1d4ed8", 15, "", "", 30, "", "", "")

# Functions that take a store without a desk, and what stands in for the actor.
WITHOUT_A_DESK: dict[str, str] = {
    "claiming.page": "the token of a personal link",
    "claiming.claim": "the token of a personal link",
    "claiming.document": "the token of a personal link",
    "own_assignment.page": "the token of an assignment's link",
    "own_assignment.start": "the token of an assignment's link",
    "own_assignment.finish": "the token of an assignment's link",
    "own_assignment.calendar": "the token of an assignment's link",
    "own_credits.guides": "the token of a credit's link",
    "own_credits.guide": "the token of a credit's link",
    "verifying.verify": "the number on a certificate; minimal data",
    "sign_in.ask": "answers alike for everybody; the mail goes to the address itself",
    "sign_in.usable": "the token of a sign-in link",
    "sign_in.redeem": "the token of a sign-in link",
    "sign_in.vouched": "an address that the provider, or the demo's button on this machine, has proved",
    "sign_in.is_demo": "says one thing about the instance",
    "sign_in.personas": "the people of a demo store, on this machine only",
    "sessions.who": "the hash of a session's cookie",
    "sessions.desk": "whoever `who` has found",
    "sessions.move": "the hash of a session's cookie",
    "sessions.sign_out": "the hash of a session's cookie",
    "setup.init": "the owner of the machine, at the command line",
    "setup.add_user": "the owner of the machine, at the command line",
    "setup.desk_for": "the owner of the machine, at the command line",
    "store_care.examine": "the owner of the machine, at the command line",
    "store_care.schema": "the owner of the machine, at the command line",
    "store_care.backup": "the owner of the machine, at the command line",
    "store_care.restore": "the owner of the machine, at the command line",
    "store_care.recover": "the owner of the machine, at the command line",
    "health.state": "counts for the watch that an operator keeps",
    "demo.fill": "the owner of the machine, into an empty store",
    **access_to_credits.WITHOUT_A_DESK,
    **access_to_identity.WITHOUT_A_DESK,
    **access_to_analyses.WITHOUT_A_DESK,
}
UNCHECKED = {  # take a desk and check nobody
    "demo_credits.registry": "only the demo being made calls it; whatever it asks for checks",
    "demo_pairs.posted": "only the demo being made calls it; whatever it asks for checks",
    "demo_pairs.waiting": "only the demo being made calls it; whatever it asks for checks",
    "demo_learners.recertify": "only the demo being made calls it; whatever it asks for checks",
    "demo_learners.begin": "only the demo being made calls it; whatever it asks for checks",
    "rehearsal.acting_or_rehearsing": "the frame of use cases that name their roles",
    "reminding.sample": "made of its arguments and the desk's today: reads no record",
}
