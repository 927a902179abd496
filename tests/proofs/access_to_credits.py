"""Who may use what of credits: one row for every use case."""

from __future__ import annotations

from core.rules.intake import Overrule
from core.services.credits import classifying, entering, managing, mine, posting, reading
from core.services.credits.managing import CreditFilter
from core.services.credits.reading import Entry
from core.services.desk import Desk
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids

ENTRY = Entry("CEU-9", "new@example.org")
FILE = b"CEU-9,new@example.org\n"
EVERY = CreditFilter()


def _posted(desk: Desk, ids: Ids) -> object:
    return posting.confirm(desk, ids.pairs, posting.preview(desk, ids.pairs).hash)


def _list(desk: Desk) -> reading.PairList:
    slug = desk.actor.address.partition("@")[2].partition(".")[0]
    return reading.from_entries([Entry(f"CEU-{slug}-3", f"new@{slug}.town")])


def _posted_list(desk: Desk, ids: Ids) -> object:
    found = _list(desk)
    return posting.confirm_list(desk, found, posting.preview_list(desk, found).hash)


def _own(desk: Desk) -> list[int]:
    return [one.credit_id for one in mine.my_credits(desk).waiting]


def _slug(desk: Desk) -> str:
    return desk.actor.address.partition("@")[2].partition(".")[0]


USE_CASES: dict[str, UseCase] = {
    "credits.entering.keep_file": UseCase(For.STAFF, lambda d, i: entering.keep_file(d, FILE, "p.csv")),
    "credits.entering.keep_text": UseCase(For.STAFF, lambda d, i: entering.keep_text(d, FILE.decode())),
    "credits.entering.keep_entries": UseCase(For.STAFF, lambda d, i: entering.keep_entries(d, [ENTRY])),
    "credits.entering.draft": UseCase(For.STAFF, lambda d, i: entering.draft(d)),
    "credits.entering.read_again": UseCase(
        For.STAFF, lambda d, i: entering.read_again(d, i.pairs, Overrule()), ("pairs",)
    ),
    "credits.entering.discard": UseCase(For.STAFF, lambda d, i: entering.discard(d, i.pairs), ("pairs",)),
    "credits.entering.correct": UseCase(For.STAFF, lambda d, i: entering.correct(d, i.pairs, 0, ENTRY), ("pairs",)),
    "credits.entering.tick": UseCase(For.STAFF, lambda d, i: entering.tick(d, i.pairs, [0]), ("pairs",)),
    "credits.classifying.classify": UseCase(For.STAFF, lambda d, i: classifying.classify(d, i.pairs), ("pairs",)),
    "credits.classifying.classify_list": UseCase(For.STAFF, lambda d, i: classifying.classify_list(d, _list(d))),
    "credits.posting.preview": UseCase(For.STAFF, lambda d, i: posting.preview(d, i.pairs), ("pairs",)),
    "credits.posting.confirm": UseCase(For.STAFF, _posted, ("pairs",)),
    "credits.posting.preview_list": UseCase(For.STAFF, lambda d, i: posting.preview_list(d, _list(d))),
    "credits.posting.confirm_list": UseCase(For.STAFF, _posted_list),
    "credits.managing.page": UseCase(For.STAFF, lambda d, i: managing.page(d, EVERY)),
    "credits.managing.counts": UseCase(For.STAFF, lambda d, i: managing.counts(d, EVERY)),
    "credits.managing.show": UseCase(For.STAFF, lambda d, i: managing.show(d, i.credit), ("credit",)),
    "credits.managing.withdraw": UseCase(
        For.STAFF, lambda d, i: managing.withdraw(d, i.credit, "Wrong course"), ("credit",)
    ),
    "credits.managing.readdress": UseCase(
        For.STAFF, lambda d, i: managing.readdress(d, i.credit, "right@example.org"), ("credit",)
    ),
    "credits.managing.revoke": UseCase(
        For.STAFF, lambda d, i: managing.revoke(d, i.accepted_credit, "Was not there"), ("accepted_credit",)
    ),
    "credits.managing.matches": UseCase(For.STAFF, lambda d, i: managing.matches(d)),
    "credits.managing.export_rows": UseCase(For.STAFF, lambda d, i: list(managing.export_rows(d, EVERY))),
    "credits.managing.export_file": UseCase(For.STAFF, lambda d, i: managing.export_file(d, EVERY)),
    "credits.mine.my_credits": UseCase(For.EVERYBODY, lambda d, i: mine.my_credits(d)),
    "credits.mine.accept": UseCase(For.EVERYBODY, lambda d, i: mine.accept(d, _own(d), _slug(d))),
    "credits.mine.reject": UseCase(For.EVERYBODY, lambda d, i: mine.reject(d, _own(d), "Was not there")),
}

# What takes a store without a desk, and what stands in for the actor.
WITHOUT_A_DESK: dict[str, str] = {
    "credits.answering.page": "the token of a credit's link",
    "credits.answering.reject": "the token of a credit's link",
    "credits.answering.accept": "the token of a credit's link, and an account that has proven its address",
    "credits.answering.open_account": "the token of a credit's link, which was mailed to the address itself",
    "credits.answering.connect": "the token of a credit's link, and an account that has proven its address",
    "credits.answering.decline": "the token of a credit's link",
}
