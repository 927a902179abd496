"""Public verification: is a number a certificate, and does it hold on a day. Minimal data, no account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.gateways.certificate_pdf import CertificateDocument
from core.model import Organisation
from core.services import extended
from core.services.sessions import day_in
from core.store import certificates, courses, organisations, people
from core.store.certificates import Certificate
from core.store.db import Db


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody may know of a certificate. `result`: valid, not_yet, expired, revoked, superseded."""

    result: str
    number: str
    holder: str
    course: str
    organisation: Organisation
    logo: str | None
    valid_from: date
    valid_through: date | None
    ended_on: date | None


def verify(db: Db, number: str, now: datetime) -> Verified | None:
    """Return what a number stands for today in its organisation, None for a number that was never issued."""
    cleaned = "-".join(part for part in number.strip().upper().replace(" ", "-").split("-") if part)
    if "-" not in cleaned:
        cleaned = "-".join(cleaned[start : start + 4] for start in range(0, len(cleaned), 4))
    with db.reading() as tx:
        found = certificates.by_number(tx, cleaned)
        if found is None or found.state in ("offered", "withdrawn"):
            return None
        found = extended.as_extended(tx, found)
        organisation = organisations.by_id(tx, found.org_id)
        today = day_in(organisation.zone, now)
        title = {course.course_id: course.title for course in courses.all_in(tx, found.org_id)}[found.course_id]
        frozen = CertificateDocument.from_json(found.document) if found.document else None
        holder = frozen.holder if frozen else people.name_of(tx, found.person_id)
        return Verified(
            result_on(found, today),
            found.number,
            holder,
            title,
            organisation,
            organisations.look(tx, found.org_id).logo,
            found.starts_on,
            found.valid_through,
            day_in(organisation.zone, found.ended_at) if found.ended_at else None,
        )


def result_on(certificate: Certificate, today: date) -> str:
    """Return how an issued certificate stands on a day. Revocation outweighs dates."""
    if certificate.state in ("revoked", "superseded"):
        return certificate.state
    if today < certificate.starts_on:
        return "not_yet"
    if certificate.valid_through is not None and today > certificate.valid_through:
        return "expired"
    return "valid"
