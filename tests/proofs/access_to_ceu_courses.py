"""Who may use what of the registry of CEU courses: one row for every use case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.errors import NotFound
from core.rules.pairs import PairClass
from core.services import ceu_courses, ceu_instructions, ceu_review, own_credits, pair_links, recent_acts
from core.services.ceu_courses import Entry
from core.services.ceu_review import Approval
from core.services.credits import classifying
from core.services.desk import Desk
from core.services.identity.refusals import NobodyMeant
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids

ENTRY = Entry("NEW", "New", Decimal(1))
PERIOD = Approval(date(2026, 1, 1), date(2026, 12, 31), Decimal(1))


def _transcript(desk: Desk, ids: Ids) -> object:
    """Return somebody's transcript, or that there is none yet."""
    try:
        return own_credits.transcript(desk, "harbour")
    except NotFound:
        return "nothing counts there"


def _linked(desk: Desk, ids: Ids) -> object:
    """Say of a pair that nobody is meant by it that it is the same person."""
    try:
        return pair_links.say(desk, ids.pairs, 0)
    except NobodyMeant:
        return "nobody is meant"


USE_CASES: dict[str, UseCase] = {
    "ceu_courses.listing": UseCase(For.STAFF, lambda d, i: ceu_courses.listing(d)),
    "ceu_courses.queue": UseCase(For.STAFF, lambda d, i: ceu_courses.queue(d)),
    "ceu_courses.show": UseCase(For.STAFF, lambda d, i: ceu_courses.show(d, i.ceu_approved), ("ceu_approved",)),
    "ceu_courses.approved_on": UseCase(For.STAFF, lambda d, i: ceu_courses.approved_on(d, d.today)),
    "ceu_courses.categories": UseCase(For.STAFF, lambda d, i: ceu_courses.categories(d)),
    "ceu_courses.add": UseCase(For.STAFF, lambda d, i: ceu_courses.add(d, ENTRY)),
    "ceu_courses.save": UseCase(For.STAFF, lambda d, i: ceu_courses.save(d, i.ceu_draft, ENTRY), ("ceu_draft",)),
    "ceu_review.submit": UseCase(For.STAFF, lambda d, i: ceu_review.submit(d, i.ceu_draft), ("ceu_draft",)),
    "ceu_review.send_back": UseCase(
        For.STAFF, lambda d, i: ceu_review.send_back(d, i.ceu_submitted, "Why?"), ("ceu_submitted",)
    ),
    "ceu_review.deny": UseCase(For.STAFF, lambda d, i: ceu_review.deny(d, i.ceu_submitted, "No."), ("ceu_submitted",)),
    "ceu_review.approve": UseCase(
        For.STAFF, lambda d, i: ceu_review.approve(d, i.ceu_submitted, PERIOD), ("ceu_submitted",)
    ),
    "ceu_review.approve_again": UseCase(
        For.STAFF, lambda d, i: ceu_review.approve_again(d, i.ceu_approved, "NEXT", PERIOD), ("ceu_approved",)
    ),
    "ceu_review.retire": UseCase(For.STAFF, lambda d, i: ceu_review.retire(d, i.ceu_approved), ("ceu_approved",)),
    "credits.classifying.several": UseCase(
        For.STAFF, lambda d, i: classifying.several(d, i.pairs, [((PairClass.CONNECTED,), 0)]), ("pairs",)
    ),
    "credits.classifying.row": UseCase(For.STAFF, lambda d, i: classifying.row(d, i.pairs, 0), ("pairs",)),
    "own_credits.page": UseCase(For.EVERYBODY, lambda d, i: own_credits.page(d)),
    "own_credits.transcript": UseCase(For.EVERYBODY, _transcript),
    "pair_links.say": UseCase(For.STAFF, _linked, ("pairs",)),
    "recent_acts.postings": UseCase(For.STAFF, lambda d, i: recent_acts.postings(d)),
    "ceu_instructions.listing": UseCase(For.STAFF, lambda d, i: ceu_instructions.listing(d)),
    "ceu_instructions.add": UseCase(
        For.STAFF, lambda d, i: ceu_instructions.add(d, "holder", "guide.pdf", b"%PDF-1.7")
    ),
    "ceu_instructions.remove": UseCase(
        For.STAFF, lambda d, i: ceu_instructions.remove(d, i.instruction), ("instruction",)
    ),
    "ceu_instructions.pdf": UseCase(For.STAFF, lambda d, i: ceu_instructions.pdf(d, i.instruction), ("instruction",)),
}
