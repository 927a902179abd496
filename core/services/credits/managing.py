"""Staff's view of every pair that was posted: where it stands, its whole history, and what can still be done.

Source of every rule: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound, ReasonNeeded
from core.model import Role
from core.rules import pair_words
from core.rules.addresses import normal_address
from core.rules.ceulids import ceulid_key
from core.rules.intake.export import csv_file, xlsx_file
from core.rules.pairs import Flag, PairClass
from core.services.credits.hints import flags_of
from core.services.credits.posting import FIRST_REMINDER
from core.services.credits.reading import Columns
from core.services.credits.refusals import CreditFixed, CreditInTheWay
from core.services.desk import Desk
from core.services.recertification.telling import release_at
from core.store import people
from core.store.credits import (
    archive,
    changes,
    classes,
    corrections,
    holders,
    judged,
    listing,
    matching,
    posting,
    records,
)
from core.store.credits import mails as credit_mails
from core.store.credits.changes import Change
from core.store.credits.listing import CreditFilter as CreditFilter
from core.store.credits.listing import CreditRow as CreditRow
from core.store.credits.listing import MailFate as MailFate
from core.store.credits.matching import Match as Match
from core.store.credits.records import Credit as Credit
from core.store.credits.records import Step as Step
from core.store.db import Tx

PAGE = 25
EXPORTED = 5_000  # rows read at a time
HEADER = (
    "ceulid",
    "title",
    "email",
    "name",
    "hours",
    "attended_on",
    "state",
    "posted_by",
    "posted_at",
    "answered_at",
    "mail",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One credit of a history, with its steps after it was posted and the mails about it."""

    credit: Credit
    steps: tuple[Step, ...]
    mails: tuple[MailFate, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one pair: a re-addressed credit and what came in its place are one history, oldest first."""

    chain: tuple[Told, ...]

    @property
    def newest(self) -> Credit:
        """Return the credit that counts."""
        return self.chain[-1].credit


def page(desk: Desk, which: CreditFilter, after: int | None = None, size: int = PAGE) -> list[CreditRow]:
    """Return a page of credits, newest first, beginning behind the credit `after`. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return listing.page(tx, desk.actor.org_id, which, after, size)


def counts(desk: Desk, which: CreditFilter) -> dict[str, int]:
    """Return state → how many credits match but for their state; every state is a key. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return listing.counts(tx, desk.actor.org_id, which)


def show(desk: Desk, credit: int) -> History:
    """Return the history of one pair. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        chain = records.chain(tx, desk.actor.org_id, credit)
        if not chain:
            raise NotFound("credit", credit)
        ids = [one.credit_id for one in chain]
        steps, mails = records.steps(tx, ids), listing.mails_of(tx, desk.actor.org_id, ids)
    told = [Told(one, tuple(steps.get(one.credit_id, ())), tuple(mails.get(one.credit_id, ()))) for one in chain]
    return History(tuple(told))


def withdraw(desk: Desk, credit: int, reason: str) -> None:
    """Take an unanswered credit back; its link opens nothing from now on.

    Raises NotFound, CreditFixed, ReasonNeeded.
    """
    with desk.acting_as(Role.STAFF) as tx:
        before = _found(desk, tx, credit)
        _change(desk, tx, before, "withdrawn", _sentence(reason))


def revoke(desk: Desk, credit: int, reason: str) -> None:
    """Take an accepted credit back. Raises NotFound, CreditFixed, ReasonNeeded."""
    with desk.acting_as(Role.STAFF) as tx:
        before = _found(desk, tx, credit)
        _change(desk, tx, before, "revoked", _sentence(reason))


def readdress(desk: Desk, credit: int, address: str, reason: str = "") -> int:
    """Let an unanswered credit go to another address; return the id of the one that took its place.

    Both are one history; the old link opens nothing from now on. Raises NotFound, CreditFixed, BadAddress, or
    CreditInTheWay when the new address has one of this course already.
    """
    normal = normal_address(address)
    with desk.acting_as(Role.STAFF) as tx:
        before = _found(desk, tx, credit)
        if normal == before.address:
            raise CreditInTheWay(f"This credit is for {normal} already. Give another address.")
        _change(desk, tx, before, "readdressed", " ".join(reason.split()) or "It was sent to the wrong address.")
        _check_free(desk, tx, before, normal)
        return _post_again(desk, tx, before, normal)


def _found(desk: Desk, tx: Tx, credit: int) -> Credit:
    found = records.find_in(tx, desk.actor.org_id, credit)
    if found is None:
        raise NotFound("credit", credit)
    return found


def _sentence(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise ReasonNeeded
    return said[:1000]


def _change(desk: Desk, tx: Tx, before: Credit, state: str, reason: str) -> None:
    """Move one credit, correct its mails, offer what it stood in the way of, and note it. Raises CreditFixed."""
    changes.choose(tx, [before.credit_id])
    change = Change(state, reason, desk.actor.name, desk.now)
    done = changes.revoke(tx, change) if state == "revoked" else changes.take_back(tx, change)
    if not done:
        raise CreditFixed(before.state, state.replace("readdressed", "sent to another address"))
    corrections.find_told(tx)
    corrections.correct(tx, f"{state}:{before.credit_id}", reason, desk.now)
    if state != "readdressed":
        archive.offer_freed(tx, desk.now)
    after = {"state": state, "reason": reason, "ceulid": before.ceulid, "address": before.address}
    desk.record(tx, f"credit.{state}", f"credit:{before.credit_id}", {"state": before.state}, after)


def _check_free(desk: Desk, tx: Tx, before: Credit, address: str) -> None:
    """Raise CreditInTheWay when another address has a credit of the same course already."""
    columns: Columns = {
        "row_at": [0],
        "line": [1],
        "ceulid": [before.ceulid],
        "ceulid_key": [ceulid_key(before.ceulid)],
        "email": [address],
        "address": [address],
        "hours_hundredths": [None],
        "attended_on": [before.attended_on],
        "note": [before.note],
        "ticked": [None],
    }
    classes.stage(tx, columns, desk.today)
    classes.judge(tx, desk.actor.org_id)
    (row,) = judged.every_row(tx)
    for flag in flags_of(row.flags):
        if flag in (Flag.ALREADY_OFFERED, Flag.ALREADY_ACCEPTED):
            raise CreditInTheWay(f"{address}: {pair_words.FLAG_WORDS[flag]}")


def _post_again(desk: Desk, tx: Tx, before: Credit, address: str) -> int:
    """The course may have been retired since: what was right to credit goes on."""
    org = desk.actor.org_id
    box = holders.at(tx, address)
    person = box.person_id if box and box.proven else None
    cls = PairClass.NO_ACCOUNT
    if person is not None:
        connected = Role.HOLDER in people.roles_in(tx, org, person)
        cls = PairClass.CONNECTED if connected else PairClass.NOT_CONNECTED
    made = posting.add_one(tx, before.credit_id, address, person, str(cls), desk.actor.name, desk.now)
    if cls is not PairClass.CONNECTED:
        posting.invite(tx, org, desk.today + FIRST_REMINDER, desk.now)
    credit_mails.tell_one(tx, made, release_at(desk, tx), desk.now)
    changes.choose(tx, [before.credit_id])
    archive.offer_freed(tx, desk.now)
    desk.record(tx, "credit.posted", f"credit:{made}", after={"former": before.credit_id, "address": address})
    return made


def matches(desk: Desk) -> list[Match]:
    """Return archived credits whose address now is somebody's who is known here but has not proven it. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return matching.of_archived(tx, desk.actor.org_id)


def export_rows(desk: Desk, which: CreditFilter) -> Iterator[CreditRow]:
    """Yield every credit that matches, newest first, as they stood when the first was read. Staff only."""
    found: list[CreditRow] = []
    with desk.reading_as(Role.STAFF) as tx:
        while piece := listing.page(tx, desk.actor.org_id, which, found[-1].credit_id if found else None, EXPORTED):
            found += piece
    yield from found


def export_file(desk: Desk, which: CreditFilter, kind: str = "csv") -> bytes:
    """Return every credit that matches as CSV, or as a workbook with kind 'xlsx'. Staff only."""
    rows = [_exported(desk, row) for row in export_rows(desk, which)]
    return xlsx_file(HEADER, rows, "Credits") if kind == "xlsx" else csv_file(HEADER, rows)


def _exported(desk: Desk, row: CreditRow) -> Sequence[object]:
    return (
        row.ceulid,
        row.title,
        row.address,
        row.name,
        f"{row.hours_hundredths / 100:g}",
        row.attended_on,
        row.state,
        row.made_by,
        _moment(desk, row.made_at),
        _moment(desk, row.answered_at) if row.answered_at else "",
        row.mail or "",
    )


def _moment(desk: Desk, moment: datetime) -> str:
    return f"{desk.local(moment):%Y-%m-%d %H:%M}"
