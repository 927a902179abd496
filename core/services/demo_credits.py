"""The demo's continuing education: a registry with courses in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.services import ceu_courses, ceu_instructions, ceu_review
from core.services.ceu_courses import Entry
from core.services.ceu_review import Approval
from core.services.desk import Desk
from core.settings import DATA

# code, title, hours, category, provider, contact, state
HARBOUR = (
    ("101", "Airway management at sea", "1.5", "Clinical", "Salvamar Training", "office@salvamar.example.net"),
    ("102", "Burns and scalds", "2", "Clinical", "Port Clinic", "education@portclinic.example.org"),
    ("103", "Hypothermia in open water", "1", "Clinical", "Fjordvakt", "kurs@fjordvakt.example.net"),
    ("110", "Fatigue on night shifts", "0.75", "Safety", "Nordkai Port Authority", "safety@nordkai.example.com"),
    ("120", "Law for the deck", "1.25", "Law", "Medschool Hamburg", "ceu@medschool.example.org"),
)
NORTHERN = (
    ("11", "Triage in the waiting room", "2", "Clinical", "Bay Veterinary Group", "education@bayvet.example.com"),
    ("12", "Handling large animals", "3", "Safety", "Pine Veterinary Clinic", "office@pinevet.example.com"),
)
PAPERS = {"holder": "Your credits.pdf", "reviewer": "How to review.pdf"}
TAUGHT_BEFORE = ("101", "102")
SUBMITTED = Entry(
    "HRC-{year}-130", "Crowd rescue in harbours", Decimal(4), "Safety", "Lifeboat Trust", "t@lifeboat.example.org"
)
RETURNED = Entry("HRC-{year}-131", "Knots", Decimal(1), "Safety", "Elbe Boat School", "schule@elbeboat.example.net")
DENIED = Entry(
    "HRC-{year}-132", "Selling insurance to crews", Decimal(2), "Law", "Werft Broker", "info@werft.example.com"
)
OVER = Entry("HRC-SURVIVAL", "Survival in cold water", Decimal(1), "Clinical", "Coast School")
DRAFT = Entry(
    "HRC-{year}-133", "Teaching children to swim", Decimal(2), "Teaching", "Lifeboat Trust", "t@lifeboat.example.org"
)


def registry(desk: Desk, prefix: str) -> None:
    """Approve this year's courses, some as the next period of last year's; let others wait, go back and fail."""
    year = desk.today.year
    before = replace(desk, now=desk.now - timedelta(days=30))
    for code, title, hours, category, provider, contact in HARBOUR if prefix == "HRC" else NORTHERN:
        entry = Entry(f"{prefix}-{year}-{code}", title, Decimal(hours), category, provider, contact)
        if code in TAUGHT_BEFORE:
            old = _approved(before, replace(entry, ceulid=f"{prefix}-{year - 1}-{code}"), year - 1)
            ceu_review.approve_again(before, old, entry.ceulid, _whole(entry, year))
        else:
            _approved(before, entry, year)
    if prefix == "HRC":
        gone = _approved(before, OVER, year)
        ceu_review.retire(before, gone, "Its provider closed.", f"{prefix}-{year}-103")
        _in_review(before, year)
        for audience in ("holder", "reviewer"):
            ceu_instructions.add(before, audience, PAPERS[audience], (DATA / "demo" / f"{audience}s.pdf").read_bytes())


def _in_review(desk: Desk, year: int) -> None:
    made = {}
    for entry in (DRAFT, RETURNED, DENIED, SUBMITTED):
        made[entry] = ceu_courses.add(desk, replace(entry, ceulid=entry.ceulid.format(year=year)))
        if entry is not DRAFT:
            ceu_review.submit(desk, made[entry], "For the coming season.")
    later = replace(desk, now=desk.now + timedelta(days=3))
    ceu_review.send_back(later, made[RETURNED], "Say what is taught, and in how many hours.")
    ceu_review.deny(later, made[DENIED], "Selling is no part of rescue.")


def _approved(desk: Desk, entry: Entry, year: int) -> int:
    made = ceu_courses.add(desk, entry)
    ceu_review.submit(desk, made)
    ceu_review.approve(desk, made, _whole(entry, year))
    return made


def _whole(entry: Entry, year: int) -> Approval:
    return Approval(date(year, 1, 1), date(year, 12, 31), entry.hours, entry.category)
