"""The organisation as its staff set it up: name and look, invoices, hold, pictures, and who works for it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Refusal
from core.gateways.documents.pictures import picture
from core.model import PersonId, Role
from core.rules.addresses import normal_address
from core.services.desk import Desk
from core.services.setup import split_name
from core.store import organisation_settings, organisations, people
from core.store.db import Tx
from core.store.organisation_settings import Member as Member  # pages draw it

LARGEST_PICTURE = 2_000_000  # bytes
WORKING = (Role.STAFF, Role.INSTRUCTOR, Role.ANALYST)
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LIMITS = {"name": 120, "postal_address": 500, "payment_instructions": 1000, "signatory_name": 120}
_LIMITS |= {"signatory_title": 120}


class UnfitSetting(Refusal):
    """A value that an organisation cannot have; `say` names it and what fits."""


class LastStaff(Refusal):
    def __init__(self) -> None:
        super().__init__("This is the only member of staff here. Give somebody else that role first.")


class PictureTooLarge(Refusal):
    def __init__(self) -> None:
        super().__init__("A logo or signature has at most 2 MB. Save it smaller, as PNG.")


@dataclass(frozen=True, slots=True)
class OrganisationSettings:
    """What staff set. Empty texts stand for nothing set; times are minutes and days."""

    name: str
    colour: str
    hold_minutes: int
    reply_to: str
    postal_address: str
    payment_terms_days: int
    payment_instructions: str
    signatory_name: str
    signatory_title: str


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows. Pictures are PNG bytes."""

    settings: OrganisationSettings
    logo: bytes | None
    signature: bytes | None
    members: list[Member]


def view(desk: Desk) -> View:
    """Return the organisation as it is set up now."""
    with desk.reading_as(Role.STAFF) as tx:
        look = organisations.look(tx, desk.actor.org_id)
        return View(
            _settings(tx, desk),
            organisations.asset(tx, look.logo),
            organisations.asset(tx, look.signature),
            organisation_settings.members(tx, desk.actor.org_id),
        )


def _settings(tx: Tx, desk: Desk) -> OrganisationSettings:
    found = organisation_settings.read(tx, desk.actor.org_id)
    values: dict[str, Any] = {name: "" if value is None else value for name, value in found.items()}
    return OrganisationSettings(**values)


def save(desk: Desk, wanted: OrganisationSettings) -> bool:
    """Save the settings; return whether anything changed. Raises UnfitSetting naming the first that cannot be.

    Documents that exist keep what they were made with.
    """
    fit = _fit(wanted)
    with desk.acting_as(Role.STAFF) as tx:
        before, after = asdict(_settings(tx, desk)), asdict(fit)
        changed = [name for name in after if before[name] != after[name]]
        if changed:
            organisation_settings.write(tx, desk.actor.org_id, {k: None if v == "" else v for k, v in after.items()})
            old, new = ({name: values[name] for name in changed} for values in (before, after))
            desk.record(tx, "organisation.changed", f"organisation:{desk.actor.org_id}", old, new)
        return bool(changed)


def _fit(wanted: OrganisationSettings) -> OrganisationSettings:
    texts = {name: getattr(wanted, name).strip() for name in _LIMITS}
    for name, text in texts.items():
        if len(text) > _LIMITS[name]:
            raise UnfitSetting(f"The {name.replace('_', ' ')} has at most {_LIMITS[name]} letters. Shorten it.")
    if not texts["name"]:
        raise UnfitSetting("An organisation needs a name. Enter it as it stands on certificates.")
    colour = wanted.colour.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise UnfitSetting("A colour is written as # and six digits or letters a to f, such as #1d4ed8.")
    _within("The hold", wanted.hold_minutes, 24 * 60, "minutes")
    _within("The time to pay", wanted.payment_terms_days, 365, "days")
    reply_to = normal_address(wanted.reply_to) if wanted.reply_to.strip() else ""
    return OrganisationSettings(
        colour=colour,
        hold_minutes=wanted.hold_minutes,
        reply_to=reply_to,
        payment_terms_days=wanted.payment_terms_days,
        **texts,
    )


def _within(what: str, value: int, most: int, unit: str) -> None:
    if not 0 <= value <= most:
        raise UnfitSetting(f"{what} is 0 to {most:,} {unit}. Choose a number in between.")


def set_picture(desk: Desk, kind: str, png: bytes) -> None:
    """Use a picture as 'logo' or 'signature' from now on. Raises PictureTooLarge, or NotAPicture for no PNG."""
    _known(kind)
    if len(png) > LARGEST_PICTURE:
        raise PictureTooLarge
    picture(png)
    with desk.acting_as(Role.STAFF) as tx:
        sha256 = organisation_settings.set_picture(tx, desk.actor.org_id, kind, png, desk.now)
        desk.record(tx, f"{kind}.changed", f"organisation:{desk.actor.org_id}", after={"sha256": sha256})


def drop_picture(desk: Desk, kind: str) -> None:
    """Use no logo or signature any more. Documents that exist keep theirs."""
    _known(kind)
    with desk.acting_as(Role.STAFF) as tx:
        if organisation_settings.drop_picture(tx, desk.actor.org_id, kind):
            desk.record(tx, f"{kind}.removed", f"organisation:{desk.actor.org_id}")


def _known(kind: str) -> None:
    if kind not in ("logo", "signature"):
        raise UnfitSetting("A picture is a logo or a signature.")


def add_member(desk: Desk, address: str, name: str, role: Role) -> bool:
    """Give whoever owns an address a role here; return whether it is new.

    Somebody unknown is added, unproven until the first sign-in. The name of somebody known is theirs to change.
    Raises BadAddress, or UnfitSetting for a role that nobody is given and for a missing name.
    """
    if role not in WORKING:
        raise UnfitSetting("The roles to give are staff, instructor and analyst.")
    normal = normal_address(address)
    first, last = split_name(name[:200])
    if not last:  # asked of everybody, else the answer would tell who is known on this instance
        raise UnfitSetting("Somebody who works here needs a name. Enter it too.")
    with desk.acting_as(Role.STAFF) as tx:
        person = people.by_address(tx, normal) or people.add_person(tx, first, last, normal, desk.now, verified=False)
        added = people.add_membership(tx, desk.actor.org_id, person, role, desk.now)
        if added:
            desk.record(tx, "membership.added", f"person:{person}", after={"address": normal, "role": str(role)})
        return added


def end_member(desk: Desk, person: PersonId, role: Role) -> bool:
    """Take a role away, from the next click on; return whether it was held. Raises LastStaff."""
    with desk.acting_as(Role.STAFF) as tx:
        if role is Role.STAFF and [one[0] for one in people.with_role(tx, desk.actor.org_id, role)] == [person]:
            raise LastStaff
        ended = role in WORKING and people.end_membership(tx, desk.actor.org_id, person, role, desk.now)
        if ended:
            desk.record(tx, "membership.ended", f"person:{person}", before={"role": str(role)})
        return ended
