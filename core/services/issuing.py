"""Issue: from ticked rows to one order, its certificates, and the notices that will follow."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import NothingSelected, PayerNeeded, PlanStale
from core.gateways.certificate_pdf import missing_letters
from core.model import Course, OrderId, PersonId, PlanHash, PriceKind, Selection, Term, WorkshopId
from core.rules import dates, tokens
from core.rules.fees import Price
from core.rules.plan import Plan, Refused
from core.services import invoicing, pricing, telling
from core.services.desk import Desk
from core.services.invoicing import Payer
from core.services.workshops import MAY, open_one, owned
from core.store import (
    certificates,
    courses,
    fulfilment,
    invoices,
    learner_facts,
    links,
    orders,
    organisations,
    participants,
    standings,
    workshops,
)
from core.store.certificates import NewCertificate
from core.store.db import Tx
from core.store.orders import Order, OrderLine
from core.store.participants import Standing
from core.store.workshops import Workshop


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """What *Issue* will do: the rows, what they cost and why, and the plan that confirming carries."""

    plan: Plan
    rows: tuple[Standing, ...]
    price: Price
    units: dict[int, int]  # standing id → unit price in minor units
    terms: dict[int, Term]  # standing id → how long the certificate will hold
    people: int
    courses: dict[int, Course]


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a confirmed plan. `already`: it was confirmed before, and nothing was done again."""

    order_id: OrderId
    certificates: int
    people: int
    total_minor: int
    currency: str
    release_at: datetime
    invoice_number: str | None
    already: bool = False


def preview(desk: Desk, workshop: WorkshopId, chosen: Selection) -> IssuePlan:
    """Return the plan for a selection as the roster stands. Raises NothingSelected."""
    with desk.reading_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        return _plan(desk, tx, found, participants.standings(tx, workshop, chosen))


def issue(desk: Desk, workshop: WorkshopId, chosen: Selection, payer: Payer | None, confirmed: PlanHash) -> Issued:
    """Order certificates for everybody chosen, exactly as previewed.

    Repeating the call returns the first order. Raises PlanStale, naming the rows that moved, when the records
    no longer support the plan or its order was taken back, and PayerNeeded when there is something to pay and
    nobody to pay it.
    """
    with desk.acting_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        if done := _already(tx, workshop, confirmed):
            return done
        found = open_one(desk, tx, workshop)
        before = participants.standings(tx, workshop, chosen)
        standings.classify_again(tx, found)
        after = participants.standings(tx, workshop, chosen)
        if changed := moved(before, after):
            raise PlanStale(changed)
        plan = _plan(desk, tx, found, after)
        plan.plan.must_match(confirmed, [])
        if plan.price.total and payer is None:
            raise PayerNeeded
        return _issued(tx, _carry_out(desk, tx, found, plan, payer, confirmed))


def _already(tx: Tx, workshop: WorkshopId, confirmed: PlanHash) -> Issued | None:
    """Return what a plan of this workshop has become, None when it was not confirmed yet."""
    order = orders.by_plan(tx, confirmed)
    if order is None or order.workshop_id != workshop:
        return None
    if order.state == "cancelled":
        raise PlanStale(["the order of this list was taken back"])
    return _issued(tx, order, already=True)


def moved(before: Sequence[Standing], after: Sequence[Standing]) -> list[str]:
    """Return a phrase for each row whose standing is no longer what was shown."""
    now = {row.standing_id: row for row in after}
    seen = {row.standing_id for row in before}
    found = [f"{_called(row)} is now in the selection" for row in after if row.standing_id not in seen]
    for row in before:
        name = _called(row)
        fresh = now.get(row.standing_id)
        if fresh is None:
            found.append(f"{name} is no longer in the selection")
        elif (row.status, row.kind, row.selectable) != (fresh.status, fresh.kind, fresh.selectable):
            found.append(
                f"{name}: {row.status} is now {fresh.status}" + ("" if fresh.selectable else ", already ordered")
            )
    return found


def _called(row: Standing) -> str:
    return f"{row.first_name} {row.last_name}".strip() or row.address


def _plan(desk: Desk, tx: Tx, workshop: Workshop, chosen: Sequence[Standing]) -> IssuePlan:
    taught = courses.by_ids(tx, workshop.org_id, workshops.course_ids(tx, workshop.workshop_id))
    known: dict[int, Course] = {course.course_id: course for course in taught}
    rows, refused = _sorted_out(tx, workshop, chosen)
    if not rows:
        raise NothingSelected
    price = pricing.price_of(
        tx, workshop.org_id, desk.today, [(known[row.course_id].code, PriceKind(row.kind)) for row in rows]
    )
    unit = {(line.wanted.course, line.wanted.kind): line.unit for line in price.lines}
    units = {row.standing_id: unit[known[row.course_id].code, PriceKind(row.kind)] for row in rows}
    terms = _terms(tx, workshop, known, rows)
    people = len({row.person_id for row in rows})
    plan = Plan(
        "issue",
        {
            "workshop": workshop.workshop_id,
            "revision": workshop.revision,
            "on": desk.today,
            "total": price.total,
            "rows": [(row.standing_id, row.person_id, row.kind, units[row.standing_id]) for row in rows],
            "terms": [(term.start, term.through) for term in terms.values()],
        },
        {"certificates": len(rows), "people": people, "mails": people},
        refused,
    )
    return IssuePlan(plan, tuple(rows), price, units, terms, people, known)


def _sorted_out(tx: Tx, workshop: Workshop, chosen: Sequence[Standing]) -> tuple[list[Standing], list[Refused]]:
    taken = certificates.term_keys(tx, workshop.org_id, [row.person_id for row in chosen if row.person_id is not None])
    here = certificates.live_of(tx, workshop.workshop_id)
    rows: list[Standing] = []
    refused: list[Refused] = []
    for row in chosen:
        if reason := _why_not(row, workshop, taken, here):
            refused.append(reason)
        else:
            rows.append(row)
    return rows, refused


def _why_not(
    row: Standing, workshop: Workshop, taken: set[tuple[int, int, date]], here: set[tuple[int, int]]
) -> Refused | None:
    name = _called(row)
    if not row.selectable or row.person_id is None:
        return Refused(name, "NOT_SELECTABLE", f"{name} is {row.status} and cannot be chosen.")
    if (row.person_id, row.course_id, workshop.held_on) in taken:
        return Refused(name, "TERM_EXISTS", f"{name} already has a certificate in this course from that day.")
    if (row.person_id, row.course_id) in here:
        return Refused(name, "CERTIFICATE_EXISTS", f"{name} already has a certificate in this course from here.")
    if letters := missing_letters(name):
        return Refused(
            name, "NAME_NOT_PRINTABLE", f"The letters {letters} of {name} are in no font here. Correct the name first."
        )
    return None


def _carry_out(
    desk: Desk, tx: Tx, workshop: Workshop, plan: IssuePlan, payer: Payer | None, confirmed: PlanHash
) -> Order:
    hold = organisations.by_id(tx, workshop.org_id).hold_minutes
    order = Order(
        order_id=OrderId(tx.new_id()),
        org_id=workshop.org_id,
        workshop_id=workshop.workshop_id,
        state="invoiced" if plan.price.total else "paid",
        currency=plan.price.currency,
        total_minor=plan.price.total,
        steps=json.dumps([step.as_json() for step in plan.price.steps], ensure_ascii=False),
        ordered_on=desk.today,
        release_at=desk.now + timedelta(minutes=hold),
        made_by=desk.actor.name,
        made_by_id=desk.actor.person_id,
        told_at=None,
    )
    orders.add(tx, order, confirmed, [_order_line(row, plan) for row in plan.rows], desk.now)
    certificates.offer_all(tx, workshop.org_id, workshop.workshop_id, order.order_id, _offers(plan), desk.now)
    persons = {PersonId(row.person_id) for row in plan.rows if row.person_id}
    learner_facts.touch(tx, persons)
    fulfilment.settle(tx, workshop.org_id)
    _link_people(desk, tx, order, persons)
    if payer and plan.price.total:
        invoicing.bill(desk, tx, order, payer, plan.price)
    else:
        telling.tell(tx, order, desk.now)
    workshops.touch(tx, workshop.workshop_id, "ordered")
    standings.classify_again(tx, owned(desk, tx, workshop.workshop_id))
    desk.record(
        tx,
        "order.issued",
        f"workshop:{workshop.workshop_id}",
        None,
        {"order": order.order_id, "certificates": len(plan.rows), "total": order.total_minor, "plan": confirmed},
    )
    return order


def _order_line(row: Standing, plan: IssuePlan) -> OrderLine:
    course = plan.courses[row.course_id]
    return OrderLine(
        row.standing_id,
        row.participant_id,
        row.person_id or 0,
        row.course_id,
        row.kind,
        pricing.label(course.title, row.kind),
        plan.units[row.standing_id],
    )


def _terms(tx: Tx, workshop: Workshop, known: dict[int, Course], rows: Sequence[Standing]) -> dict[int, Term]:
    """Return the term of each row by its id; a renewal in its window carries the old end forward."""
    newest = certificates.newest_terms(tx, workshop.org_id, [row.person_id or 0 for row in rows])
    terms = {}
    for row in rows:
        course = known[row.course_id]
        held = newest.get((row.person_id or 0, course.family))
        previous = Term(held[0], held[1], "") if held else None
        extended = held[2] if held else None
        terms[row.standing_id] = dates.term(
            course.terms, workshop.held_on, previous, extended_to=extended, called="workshop"
        )
    return terms


def _offers(plan: IssuePlan) -> list[NewCertificate]:
    """Return the certificates of a plan, each with a number of its own."""
    return [
        NewCertificate(row.person_id or 0, row.course_id, new_number(), term.start, term.through, term.because)
        for row, term in ((row, plan.terms[row.standing_id]) for row in plan.rows)
    ]


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another when read aloud


def new_number() -> str:
    """Return a random certificate number of 79 bits in four groups; never in a row, never used again."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _link_people(desk: Desk, tx: Tx, order: Order, persons: set[PersonId]) -> None:
    ids = tx.new_ids(len(persons))
    rows = [
        (link, tokens.fingerprint(tokens.token(desk.secret, "claim", link)), person)
        for link, person in zip(ids, sorted(persons), strict=True)
    ]
    links.add_all(tx, "claim", order.org_id, order.order_id, rows, desk.now)


def _issued(tx: Tx, order: Order, *, already: bool = False) -> Issued:
    lines = orders.lines(tx, order.order_id)
    invoice = invoices.of_order(tx, order.order_id)
    return Issued(
        order.order_id,
        len(lines),
        len({line.person_id for line in lines}),
        order.total_minor,
        order.currency,
        order.release_at,
        invoice.number if invoice else None,
        already,
    )
