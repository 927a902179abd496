"""Signing in: a link by mail that is good once, and the session that it opens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import BadAddress, Refusal
from core.model import Actor, Role
from core.rules.addresses import normal_address
from core.rules.tokens import fingerprint, token
from core.services.credits import recovering
from core.services.sessions import STRONGEST_FIRST, strongest
from core.store import accounts, audit, outbox, sessions
from core.store.accounts import Account
from core.store.db import Db, Tx
from core.store.outbox import NewMail
from core.store.sessions import Session

PURPOSE = "sign_in"
LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)  # absolute: using the app does not lengthen it


class SignInLinkDead(Refusal):
    def __init__(self) -> None:
        super().__init__("This sign-in link was used already or is older than ten minutes. Ask for a new one.")


class NoAccount(Refusal):
    def __init__(self) -> None:
        super().__init__("No organisation here knows this address. Ask your staff to add it, then sign in again.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was just opened. `cookie` is the secret itself; only its fingerprint is stored."""

    cookie: str
    next_path: str
    several: bool  # works in several organisations and never chose one


def ask(db: Db, address: str, next_path: str, now: datetime, secret: bytes) -> None:
    """Queue a mail with a sign-in link, if the address opens an account; else do the same work and queue nothing.

    The caller must answer alike either way. `next_path` is where to go after, a local path or the home page.
    """
    normal = _normal(address)
    with db.transaction() as tx:
        account = accounts.at_address(tx, normal) if normal else None
        link_id = tx.new_id()
        hashed = fingerprint(token(secret, PURPOSE, link_id))
        sessions.add_link(tx, link_id, hashed, normal or "", local_path(next_path), now, now + LINK_LASTS)
        if account:
            outbox.queue(tx, [_mail(account, link_id)], now)


def _mail(account: Account, link_id: int) -> NewMail:
    return NewMail(
        org_id=None,
        dedupe_key=f"sign_in:{link_id}",
        kind="sign_in",
        to_address=account.address,
        to_name=account.name,
        person_id=account.person_id,
        parameters={"name": account.name, "link_id": link_id},
    )


def usable(db: Db, link_token: str, now: datetime) -> bool:
    """Return whether a link could be redeemed now. Looking does not use it up: mail scanners look at every link."""
    with db.reading() as tx:
        return accounts.link_in(tx, fingerprint(link_token), now) is not None


def redeem(db: Db, link_token: str, now: datetime) -> SignedIn:
    """Use a link up and open a session. Raises SignInLinkDead, also when the account is gone meanwhile.

    Whoever redeems has read the mail, so the address counts as proven from now on.
    """
    with db.transaction() as tx:
        found = sessions.redeem_link(tx, fingerprint(link_token), now)
        account = accounts.at_address(tx, found[0]) if found else None
        if found is None or account is None:
            raise SignInLinkDead
        return _open_session(tx, account, found[1], now, "link")


def vouched(db: Db, address: str, next_path: str, now: datetime, by: str) -> SignedIn:
    """Open a session for an address that somebody else proved: the sign-in provider, or a demo's button.

    Raises NoAccount.
    """
    normal = _normal(address)
    with db.transaction() as tx:
        account = accounts.at_address(tx, normal) if normal else None
        if account is None:
            raise NoAccount
        return _open_session(tx, account, local_path(next_path), now, by)


def _open_session(tx: Tx, account: Account, next_path: str, now: datetime, how: str) -> SignedIn:
    if not account.proven:
        accounts.prove(tx, account.address, now)
        recovering.offer_archived(tx, account.person_id, now)
    places = strongest(accounts.places(tx, account.person_id))
    last = accounts.last_organisation(tx, account.person_id)
    by_strength = sorted(places, key=lambda place: STRONGEST_FIRST.index(place.role))
    place = next((one for one in places if one.org_id == last), by_strength[0])
    cookie = secrets.token_urlsafe(32)
    session = Session(fingerprint(cookie), account.person_id, place.org_id, account.address)
    sessions.add(tx, session, now, now + SESSION_LASTS)
    actor = Actor(place.org_id, place.role, account.person_id, account.name, account.address)
    audit.add(tx, actor, now, "session.opened", f"person:{account.person_id}", after={"by": how})
    return SignedIn(cookie, next_path, several=len(places) > 1 and last is None)


def _normal(address: str) -> str | None:
    try:
        return normal_address(address)
    except BadAddress:
        return None


def is_demo(db: Db) -> bool:
    """Return whether this store holds fictional organisations only, made by `core demo`."""
    with db.reading() as tx:
        return accounts.fact(tx, "demo") == "yes"


def local_path(path: str) -> str:
    """Return a path on this server, '/' for anything that a browser could take elsewhere.

    Browsers read a backslash as a slash and drop tabs and line ends, so that '/\\t/host' leads away.
    """
    plain = all(" " < letter < "\x7f" and letter != "\\" for letter in path)
    local = plain and path.startswith("/") and not path.startswith("//") and len(path) <= 500
    return path if local and not path.startswith("/signin") else "/"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of a demo store whom a visitor of this machine may become by a click."""

    address: str
    name: str
    role: Role
    org_name: str


def personas(db: Db) -> list[Persona]:
    """Return the people of a demo store who work in it: by organisation, staff before instructors before analysts."""
    with db.reading() as tx:
        rows = accounts.workers(tx)
    found = [Persona(row[0], row[1], Role(row[2]), row[3]) for row in rows]
    return sorted(found, key=lambda one: (one.org_name, STRONGEST_FIRST.index(one.role), one.name))
