"""Claiming: a participant opens the personal link, confirms the name, and takes the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.errors import LinkDead, NameNotPrintable, NotFound, OtherName
from core.gateways.certificate_pdf import CertificateDocument, draw, missing_letters
from core.model import Actor, Course, CourseId, OrderId, Organisation, OrgId, Role
from core.rules import tokens
from core.services import extended, freezing
from core.store import audit, certificates, courses, links, orders, organisations, people
from core.store.certificates import Certificate
from core.store.db import Db, Tx
from core.store.links import PersonalLink
from core.store.people import folded

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Offered:
    """One certificate on the participant's page."""

    number: str
    course: str
    state: str
    valid_from: date
    valid_through: date | None
    term_words: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """What the personal page shows: the organisation, the name as it shall stand, and the certificates."""

    organisation: Organisation
    logo: str | None
    name: str
    certificates: tuple[Offered, ...]

    @property
    def to_claim(self) -> int:
        return sum(1 for each in self.certificates if each.state == "offered")


def page(db: Db, token: str) -> ClaimPage:
    """Return what a personal link opens. Raises LinkDead for an unknown, foreign or revoked one."""
    with db.reading() as tx:
        link = _link(tx, token)
        held = certificates.of_order(tx, order_of(link), link.person_id)
        titles = _titles(tx, link.org_id)
        return ClaimPage(
            organisations.by_id(tx, link.org_id),
            organisations.look(tx, link.org_id).logo,
            _name(tx, link, held),
            tuple(
                Offered(
                    each.number,
                    titles[each.course_id].title,
                    each.state,
                    each.starts_on,
                    each.valid_through,
                    each.because,
                )
                for each in held
                if each.state in ("offered", "issued", "superseded", "revoked")
            ),
        )


def claim(db: Db, token: str, name: str, now: datetime) -> int:
    """Issue everything that a personal link offers in this name; return how many. Repeating it issues nothing more.

    Raises OtherName when the name shares no word with the one on record, NameNotPrintable naming the letters.
    """
    with db.transaction() as tx:
        link = _link(tx, token)
        held = certificates.of_order(tx, order_of(link), link.person_id)
        known = _name(tx, link, held)
        wanted = _checked(name, known)
        titles = _titles(tx, link.org_id)
        open_ones = [each for each in held if each.state == "offered"]
        done = sum(freezing.freeze(tx, each, wanted, titles[each.course_id], now) for each in open_ones)
        if done:
            holder = Actor(link.org_id, Role.HOLDER, link.person_id, wanted, "")
            audit.add(
                tx,
                holder,
                now,
                "certificate.claimed",
                f"order:{link.subject_id}",
                {"name": known},
                {"name": wanted, "numbers": [each.number for each in open_ones]},
            )
        return done


def document(db: Db, token: str, number: str, base_url: str) -> bytes:
    """Return the PDF of one certificate of a personal link. Raises NotFound for another's or an unclaimed one."""
    with db.reading() as tx:
        link = _link(tx, token)
        for each in certificates.of_order(tx, order_of(link), link.person_id):
            if each.number == number and each.document:
                return drawn(tx, each, base_url)
        raise NotFound("issued certificate", number)


def drawn(tx: Tx, certificate: Certificate, base_url: str) -> bytes:
    """Return the PDF of an issued certificate from its frozen value, with an extension noted that came since."""
    (frozen,) = extended.documents(tx, [certificate])
    logo, signature = organisations.asset(tx, frozen.logo), organisations.asset(tx, frozen.signature)
    return draw(frozen, verify_url=f"{base_url}/verify/{certificate.number}", logo=logo, signature=signature)


def order_of(link: PersonalLink) -> OrderId:
    """Return the order that a claim link is about."""
    return OrderId(link.subject_id)


def _link(tx: Tx, token: str) -> PersonalLink:
    link = links.find(tx, tokens.fingerprint(token))
    if link is None or link.purpose != "claim" or link.revoked_at is not None:
        raise LinkDead
    return link


def _name(tx: Tx, link: PersonalLink, held: list[Certificate]) -> str:
    for each in held:
        if each.document:
            return CertificateDocument.from_json(each.document).holder
    return orders.recipients(tx, order_of(link))[link.person_id][0] or people.name_of(tx, link.person_id)


def _titles(tx: Tx, org: OrgId) -> dict[CourseId, Course]:
    return {course.course_id: course for course in courses.all_in(tx, org)}


def _checked(name: str, known: str) -> str:
    """Return the name as it shall stand: spelling is the person's, another person is not."""
    wanted = " ".join(name.split())[:LONGEST_NAME]
    if letters := missing_letters(wanted):
        raise NameNotPrintable(letters)
    if not wanted or (known and not set(folded(wanted).split()) & set(folded(known).split())):
        raise OtherName(known)
    return wanted
