"""The holder's side by the link of a mail: what waits, reject it, open an account, accept it, connect or decline.

The link proves that whoever opens it reads that mailbox; its token is derived from a credit, and nothing of it is
stored. A link to a credit that was withdrawn or re-addressed says so and gives nothing of it. Source: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.errors import LinkDead
from core.model import Actor, Organisation, PersonId, Role
from core.rules import tokens
from core.services.credits import answers, recovering
from core.services.credits.answers import Answered
from core.services.credits.refusals import AccountNeeded, AddressNotProvable
from core.store import accounts, audit, organisations, people
from core.store.credits import holders, invitations, records
from core.store.credits.holders import Dashboard as Dashboard
from core.store.credits.holders import Mailbox
from core.store.credits.invitations import Invitation as Invitation
from core.store.credits.records import Credit as Credit
from core.store.db import Db, Tx

PURPOSE = "credit"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class CreditPage:
    """What the page of a link shows.

    `named` is the credit that the link is about, whatever became of it; `waiting` are all that can be answered at its
    address. `account`: none, unproven (somebody's, but never proven), elsewhere (unproven, and only provable while
    signed in) or proven. `dashboards` are where the account may let credits count.
    """

    organisation: Organisation
    logo: str | None
    address: str
    name: str
    named: Credit
    waiting: tuple[Credit, ...]
    account: str
    connected: bool
    dashboards: tuple[Dashboard, ...]
    invitation: Invitation | None


def page(db: Db, secret: bytes, token: str, now: datetime) -> CreditPage:
    """Return what a link opens. Raises LinkDead for one that is none of ours."""
    with db.reading() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        places = holders.dashboards(tx, box.person_id) if box and box.proven else []
        return CreditPage(
            organisations.by_id(tx, named.org_id),
            organisations.look(tx, named.org_id).logo,
            named.address,
            box.name if box and box.proven else "",
            named,
            tuple(_waiting(tx, named)),
            _account(box),
            any(one.org_id == named.org_id for one in places),
            tuple(places),
            invitations.newest(tx, named.org_id, named.address),
        )


def reject(db: Db, secret: bytes, token: str, credits: Collection[int], reason: str, now: datetime) -> Answered:
    """Reject some of what waits at the link's address; no account is needed.

    Raises LinkDead, ReasonNeeded, NothingSelected, or NotFound for a credit that does not wait there.
    """
    with db.transaction() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        wanted = answers.chosen(_waiting(tx, named), credits)
        return answers.reject(tx, _actor(named, box), wanted, reason, now)


def accept(db: Db, secret: bytes, token: str, credits: Collection[int], dashboard: str, now: datetime) -> Answered:
    """Let some of what waits at the link's address count on a dashboard (an organisation's short name).

    Raises LinkDead, AccountNeeded while nobody's account has proven the address, NotYourDashboard, NothingSelected,
    CreditInTheWay, or NotFound for a credit that does not wait there.
    """
    with db.transaction() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        if box is None or not box.proven:
            raise AccountNeeded
        mine = [one for one in _waiting(tx, named) if one.person_id == box.person_id and one.state == "offered"]
        return answers.accept(tx, _actor(named, box), box.person_id, answers.chosen(mine, credits), dashboard, now)


def open_account(db: Db, secret: bytes, token: str, first_name: str, last_name: str, now: datetime) -> PersonId:
    """Prove the link's address, and open an account with it where there is none; return whose it is.

    The account is connected to the organisation that sent the link, and what is archived for the address is offered.
    Repeating it changes nothing. Raises LinkDead, also for a link whose credit was taken back, and AddressNotProvable.
    """
    with db.transaction() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        if box and box.proven:
            return box.person_id
        if not _waiting(tx, named):
            raise LinkDead
        if box and not box.provable:
            raise AddressNotProvable
        person = _proven(tx, named, box, first_name, last_name, now)
        people.add_membership(tx, named.org_id, person, Role.HOLDER, now)
        recovering.offer_archived(tx, person, now, tell=False)
        invitations.answer(tx, named.org_id, named.address, "accepted", now)
        actor = _actor(named, holders.at(tx, named.address))
        audit.add(tx, actor, now, "account.opened", f"person:{person}", after={"address": named.address})
        return person


def connect(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Accept the invitation to connect: the account is a holder of the link's organisation from now on.

    Return whether that was news. Raises LinkDead, AccountNeeded.
    """
    with db.transaction() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        if box is None or not box.proven:
            raise AccountNeeded
        news = people.add_membership(tx, named.org_id, box.person_id, Role.HOLDER, now)
        invitations.answer(tx, named.org_id, named.address, "accepted", now)
        if news:
            actor = _actor(named, box)
            audit.add(tx, actor, now, "invitation.accepted", f"person:{box.person_id}", after={"asks": "connect"})
        return news


def decline(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Decline the organisation's invitations: it writes no more of them to this address. Credits stay as they are.

    Return whether that was news. Raises LinkDead.
    """
    with db.transaction() as tx:
        named = _opened(tx, secret, token)
        box = holders.at(tx, named.address)
        asks = "connect" if box and box.proven else "account"
        news = invitations.decline(tx, named.org_id, named.address, named.credit_id, asks, now)
        if news:
            audit.add(tx, _actor(named, box), now, "invitation.declined", f"credit:{named.credit_id}")
        return news


def _opened(tx: Tx, secret: bytes, token: str) -> Credit:
    key = tokens.key_of(token, secret, PURPOSE)
    found = records.find(tx, key) if key is not None else None
    if found is None:
        raise LinkDead
    return found


def _waiting(tx: Tx, named: Credit) -> list[Credit]:
    """Return what waits at the address of a link; nothing once its credit went to another address."""
    if named.state == "readdressed":
        return []
    return records.open_at(tx, named.org_id, named.address)


def _account(box: Mailbox | None) -> str:
    if box is None:
        return "none"
    if box.proven:
        return "proven"
    return "unproven" if box.provable else "elsewhere"


def _actor(named: Credit, box: Mailbox | None) -> Actor:
    """Return whoever reads the mailbox, as the audit names them."""
    known = box if box and box.proven else None
    person, name = (known.person_id, known.name) if known else (None, "")
    return Actor(named.org_id, Role.HOLDER, person, name or named.address, named.address)


def _proven(tx: Tx, named: Credit, box: Mailbox | None, first_name: str, last_name: str, now: datetime) -> PersonId:
    if box is None:
        first, last = (" ".join(name.split())[:LONGEST_NAME] for name in (first_name, last_name))
        return people.add_person(tx, first, last, named.address, now, verified=True)
    accounts.prove(tx, named.address, now)
    return box.person_id
