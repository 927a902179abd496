"""Sessions: who is here, in which organisation, as what; moving between organisations; signing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.errors import NotFound, SignedOut
from core.model import Actor, OrgId, Role
from core.services.desk import Desk
from core.store import accounts, audit, people, sessions
from core.store.accounts import Place
from core.store.db import Db, Tx

STRONGEST_FIRST = (Role.STAFF, Role.INSTRUCTOR, Role.ANALYST, Role.HOLDER)


@dataclass(frozen=True, slots=True)
class Here:
    """Who is here now. `places` holds one membership for each organisation, the strongest."""

    actor: Actor
    place: Place
    places: tuple[Place, ...]


def who(db: Db, session_hash: str | None, now: datetime) -> Here:
    """Return who a session belongs to, looked up afresh. Raises SignedOut when it is unknown, over or revoked.

    Somebody whose role in the session's organisation was taken away goes on in another of theirs.
    """
    with db.reading() as tx:
        return _who(tx, session_hash, now)


def _who(tx: Tx, session_hash: str | None, now: datetime) -> Here:
    session = sessions.find(tx, session_hash, now) if session_hash else None
    if session is None:
        raise SignedOut
    places = strongest(accounts.places(tx, session.person_id))
    place = next((one for one in places if one.org_id == session.org_id), places[0] if places else None)
    if place is None:
        raise SignedOut
    name = people.name_of(tx, session.person_id) or session.address
    actor = Actor(place.org_id, place.role, session.person_id, name, session.address, session.session_hash)
    return Here(actor, place, places)


def strongest(places: list[Place]) -> tuple[Place, ...]:
    """Return one place for each organisation: the one with the strongest role, in the order given."""
    best: dict[OrgId, Place] = {}
    for place in places:
        held = best.get(place.org_id)
        if held is None or STRONGEST_FIRST.index(place.role) < STRONGEST_FIRST.index(held.role):
            best[place.org_id] = place
    return tuple(best.values())


def desk(db: Db, here: Here, now: datetime, base_url: str, secret: bytes) -> Desk:
    """Return the desk of whoever is here; today is the day that `now` (UTC) is in the organisation's zone."""
    return Desk(db, here.actor, day_in(here.place.zone, now), now, base_url, secret, here.place.zone)


def day_in(zone: str, now: datetime) -> date:
    """Return the calendar day that a UTC moment is in a time zone."""
    return now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def move(db: Db, session_hash: str | None, slug: str, now: datetime) -> None:
    """Let a session work in another organisation of its person. Raises SignedOut, or NotFound for a foreign one."""
    with db.transaction() as tx:
        here = _who(tx, session_hash, now)
        place = next((one for one in here.places if one.slug == slug), None)
        if place is None:
            raise NotFound("organisation", slug)
        sessions.move(tx, str(here.actor.session_hash), place.org_id)


def sign_out(db: Db, session_hash: str | None, now: datetime, *, everywhere: bool = False) -> int:
    """End this session, or every session of its person; return how many ended. A dead one ends nothing."""
    with db.transaction() as tx:
        try:
            here = _who(tx, session_hash, now)
        except SignedOut:
            return sessions.revoke(tx, session_hash, now) if session_hash else 0
        person = here.actor.person_id
        if not everywhere or person is None:
            return sessions.revoke(tx, str(here.actor.session_hash), now)
        ended = sessions.revoke_all(tx, person, now)
        audit.add(tx, here.actor, now, "session.ended_everywhere", f"person:{person}", after={"sessions": ended})
        return ended
