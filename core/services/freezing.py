"""Freezing certificates: the value that is drawn is fixed when a certificate is issued, and never changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.gateways.certificate_pdf import CertificateDocument
from core.model import Course
from core.store import certificates, courses, orders, organisations, people, workshops
from core.store.certificates import Certificate
from core.store.db import Tx
from core.store.orders import Order


def issue_without_claim(tx: Tx, order: Order, now: datetime) -> int:
    """Issue the offered certificates of courses that ask for no claim step; return how many."""
    known = {course.course_id: course for course in courses.all_in(tx, order.org_id)}
    ready = [
        each
        for each in certificates.of_order(tx, order.order_id)
        if each.state == "offered" and not known[each.course_id].claim_step
    ]
    names = orders.recipients(tx, order.order_id) if ready else {}
    return sum(freeze(tx, each, names[each.person_id][0], known[each.course_id], now) for each in ready)


def freeze(tx: Tx, certificate: Certificate, name: str, course: Course, now: datetime) -> bool:
    """Issue an offered certificate in this name; return False when it was no longer offered."""
    return certificates.issue(
        tx, certificate.certificate_id, document_of(tx, certificate, name, course, now).as_json(), now
    )


def document_of(tx: Tx, certificate: Certificate, name: str, course: Course, now: datetime) -> CertificateDocument:
    """Return the value of a certificate that is drawn, in this name."""
    organisation = organisations.by_id(tx, certificate.org_id)
    look = organisations.look(tx, certificate.org_id)
    held = workshops.find(tx, certificate.org_id, certificate.workshop_id) if certificate.workshop_id else None
    return CertificateDocument(
        organisation=organisation.name,
        colour=organisation.colour,
        logo=look.logo,
        signature=look.signature,
        signatory=look.signatory_name,
        signatory_title=look.signatory_title,
        holder=name,
        course=course.title,
        certified_on=held.held_on if held else certificate.starts_on,
        valid_from=certificate.starts_on,
        valid_through=certificate.valid_through,
        term_words=certificate.because,
        number=certificate.number,
        place=held.place if held else "",
        instructor=people.name_of(tx, held.instructor_id) if held else "",
        issued_on=now.replace(tzinfo=UTC).astimezone(ZoneInfo(organisation.zone)).date(),
    )
