"""A holder's credits as their pages show them: by the organisation where they count, as transcript, with the papers.

Source: docs/credits.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import LinkDead, NotFound
from core.gateways.transcript_pdf import (
    TranscriptCycle,
    TranscriptDocument,
    TranscriptLine,
    draw,
    missing_letters,
)
from core.model import Organisation, OrgId, Role
from core.rules import tokens
from core.rules.words import begun, period_words
from core.services.credits import answering, mine
from core.services.credits.mine import Credit as Credit
from core.services.credits.mine import Cycle as Cycle
from core.services.credits.mine import Dashboard as Dashboard
from core.services.credits.mine import MyCredits
from core.services.desk import Desk
from core.store import ceu_instructions, organisations
from core.store.ceu_instructions import Instruction as Instruction
from core.store.credits import records
from core.store.db import Db, Tx

EVERYBODY = (Role.HOLDER, Role.STAFF, Role.INSTRUCTOR, Role.ANALYST)
NO_CATEGORY = "No category"


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts at one organisation, newest cycle first."""

    organisation: Organisation
    cycles: tuple[Cycle, ...]

    @property
    def hours_hundredths(self) -> int:
        """Return the sum of everything that counts there."""
        return sum(cycle.hours_hundredths for cycle in self.cycles)


@dataclass(frozen=True, slots=True)
class OwnCredits:
    """The page of whoever is signed in, in the look of the organisation they work in now."""

    organisation: Organisation
    logo: str | None
    mine: MyCredits
    counted: tuple[Counted, ...]


def page(desk: Desk) -> OwnCredits:
    """Return everything of whoever is at the desk. Raises SignedOut for an operator."""
    found = mine.my_credits(desk)
    with desk.reading_as(*EVERYBODY) as tx:
        return OwnCredits(
            organisations.by_id(tx, desk.actor.org_id),
            organisations.look(tx, desk.actor.org_id).logo,
            found,
            _counted(tx, found),
        )


def transcript(desk: Desk, slug: str) -> tuple[str, bytes]:
    """Return (file name, PDF) of what counts at one organisation. Raises NotFound where nothing does."""
    found = page(desk)
    counted = next((one for one in found.counted if one.organisation.slug == slug), None)
    if counted is None:
        raise NotFound("transcript of", slug)
    with desk.reading_as(*EVERYBODY) as tx:
        look = organisations.look(tx, counted.organisation.org_id)
        logo = organisations.asset(tx, look.logo)
    document = _document(desk, found.mine, counted)
    return f"transcript-{slug}-{desk.today}.pdf", draw(document, logo=logo)


def guides(db: Db, secret: bytes, token: str) -> list[Instruction]:
    """Return the papers for holders of the organisation whose link this is. Raises LinkDead."""
    with db.reading() as tx:
        return [one for one in ceu_instructions.all_in(tx, _org_of(tx, secret, token)) if one.audience == "holder"]


def guide(db: Db, secret: bytes, token: str, number: int) -> tuple[str, bytes]:
    """Return (file name, PDF) of one of them. Raises LinkDead, NotFound."""
    with db.reading() as tx:
        org = _org_of(tx, secret, token)
        found = ceu_instructions.find(tx, org, number)
        if found is None or found.audience != "holder":
            raise NotFound("instruction", number)
        return found.name, ceu_instructions.content(tx, org, number)


def _org_of(tx: Tx, secret: bytes, token: str) -> OrgId:
    key = tokens.key_of(token, secret, answering.PURPOSE)
    named = records.find(tx, key) if key is not None else None
    if named is None:
        raise LinkDead
    return named.org_id


def _counted(tx: Tx, found: MyCredits) -> tuple[Counted, ...]:
    accepted = [one for cycle in found.cycles for one in cycle.credits]
    orgs = {one.dashboard_org_id for one in accepted if one.dashboard_org_id is not None}
    return tuple(
        sorted(
            (
                Counted(
                    organisations.by_id(tx, org), mine.cycles(one for one in accepted if one.dashboard_org_id == org)
                )
                for org in orgs
            ),
            key=lambda one: one.organisation.name,
        )
    )


def _document(desk: Desk, found: MyCredits, counted: Counted) -> TranscriptDocument:
    return TranscriptDocument(
        _printable(found.name) or _printable(desk.actor.address),
        _printable(counted.organisation.name),
        desk.today,
        tuple(_cycle(cycle, found, counted) for cycle in counted.cycles),
        counted.organisation.colour,
    )


def _cycle(cycle: Cycle, found: MyCredits, counted: Counted) -> TranscriptCycle:
    lines = tuple(
        TranscriptLine(
            one.attended_on,
            _printable(one.title),
            _printable(one.ceulid),
            one.hours_hundredths,
            _printable(one.category),
            "" if one.org_id == counted.organisation.org_id else _printable(found.issuers[one.org_id]),
        )
        for one in cycle.credits
    )
    sums = tuple((_printable(name) or NO_CATEGORY, hours) for name, hours in cycle.by_category)
    return TranscriptCycle(begun(period_words(cycle.first, cycle.last)), lines, sums)


def _printable(text: str) -> str:
    """Return a text without letters that no font has: a transcript is made whatever somebody wrote into a title."""
    missing = missing_letters(text)
    return " ".join("".join(letter for letter in text if letter not in missing).split())
