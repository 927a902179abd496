"""Setting up: organisations and who works for them. For the owner of the machine, at the command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies

from core.errors import NotAllowed, NotFound, Refusal
from core.model import Actor, Organisation, OrgId, PersonId, Role
from core.rules.addresses import normal_address
from core.rules.nearest import nearest
from core.services.desk import Desk
from core.store import audit, organisations, people
from core.store.db import Db, Tx

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class BadSetting(Refusal):
    """A value that an organisation or a user cannot have."""


class OrganisationExists(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(f"The organisation {slug} exists already with other settings. Choose another short name.")


def operator(org: OrgId, name: str = "operator") -> Actor:
    """Return the owner of the machine as an actor in an organisation."""
    return Actor(org, Role.OPERATOR, None, name, "")


def init(
    db: Db, slug: str, name: str, zone: str, currency: str, now: datetime, by: str = "operator"
) -> tuple[Organisation, bool]:
    """Add an organisation; return it and whether it is new. The same call again finds the first one.

    Raises BadSetting for a short name, zone or currency that cannot be, OrganisationExists for a short name
    that stands for something else.
    """
    check_settings(slug, name, zone, currency)
    with db.transaction() as tx:
        found = organisations.by_slug(tx, slug)
        if found:
            if (found.name, found.zone, found.currency) != (name, zone, currency):
                raise OrganisationExists(slug)
            return found, False
        added = organisations.add(tx, slug, name, zone, currency, now)
        values = {"name": name, "zone": zone, "currency": currency}
        audit.add(tx, operator(added.org_id, by), now, "organisation.added", f"organisation:{slug}", after=values)
        return added, True


def add_user(
    db: Db,
    address: str,
    slug: str,
    role: Role,
    name: str,
    now: datetime,
    by: str = "operator",
    acting: str | None = None,
) -> tuple[PersonId, bool]:
    """Give whoever owns an address a role in an organisation; return the person and whether the role is new.

    An unknown address makes a new person, unverified until the first sign-in. The name of somebody who is
    known already stays as it is: it is theirs to change. `acting` is the address of the staff member who does
    this, else the operator named `by` does. Raises NotFound, BadAddress, NotAllowed.
    """
    normal = normal_address(address)
    first, last = split_name(name)
    with db.transaction() as tx:
        org = find_organisation(tx, slug)
        actor = _actor(tx, org, acting) if acting else operator(org.org_id, by)
        if actor.role not in (Role.STAFF, Role.OPERATOR):
            raise NotAllowed(actor.role, Role.STAFF)
        person = people.by_address(tx, normal) or people.add_person(tx, first, last, normal, now, verified=False)
        added = people.add_membership(tx, org.org_id, person, role, now)
        if added:
            values = {"address": normal, "role": str(role)}
            audit.add(tx, actor, now, "membership.added", f"person:{person}", after=values)
        return person, added


def find_organisation(tx: Tx, slug: str) -> Organisation:
    """Return the organisation of this short name. Raises NotFound with the nearest known one."""
    found = organisations.by_slug(tx, slug)
    if found is None:
        known = [one.slug for one in organisations.all_of_them(tx)]
        raise NotFound("organisation", slug, nearest(slug, known))
    return found


def desk_for(
    db: Db,
    slug: str,
    address: str | None,
    operator_name: str,
    on: date | None,
    now: datetime,
    base_url: str = "",
    secret: bytes = b"",
) -> Desk:
    """Return the desk of an organisation for whoever has `address`, or for the operator when there is none.

    Today is `on`, else the day that `now` (UTC) is in the organisation's zone. Raises NotFound.
    """
    with db.reading() as tx:
        org = find_organisation(tx, slug)
        actor = _actor(tx, org, address) if address else operator(org.org_id, operator_name)
    today = on or now.replace(tzinfo=UTC).astimezone(ZoneInfo(org.zone)).date()
    return Desk(db, actor, today, now, base_url, secret, org.zone)


def _actor(tx: Tx, org: Organisation, address: str) -> Actor:
    """Return the person who acts at the command line, in the first of their roles here."""
    normal = normal_address(address)
    person = people.by_address(tx, normal)
    held = people.roles_in(tx, org.org_id, person) if person else set()
    role = next((role for role in Role if role in held), None)
    if person is None or role is None:
        raise NotFound("user", address)
    return Actor(org.org_id, role, person, people.name_of(tx, person), normal)


def split_name(name: str) -> tuple[str, str]:
    """Return (first, last) of a full name: the last word is the last name."""
    first, _, last = " ".join(name.split()).rpartition(" ")
    return first, last


def check_settings(slug: str, name: str, zone: str, currency: str) -> None:
    """Raise BadSetting, saying which one and why, unless an organisation can be like this."""
    if not _SLUG.fullmatch(slug):
        raise BadSetting(f"The short name {slug!r} cannot be. Use small letters, digits and hyphens.")
    if not name.strip():
        raise BadSetting("An organisation needs a name.")
    if zone not in available_timezones():
        hint = nearest(zone, available_timezones())
        raise BadSetting(f"There is no time zone {zone}." + (f" Did you mean {hint}?" if hint else ""))
    if currency not in list_currencies():
        raise BadSetting(f"There is no currency {currency}. Use its three letters, such as EUR or USD.")
