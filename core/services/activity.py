"""The *Activity* page: who did what, when, with the values before and after; and whether the audit holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Refusal
from core.model import Role
from core.services.desk import Desk
from core.store import activity, audit, organisations
from core.store.activity import Entry

PAGE = 25
CHECKED = 20_000  # rows of the audit that a page checks: about a third of a second


class UnfitPeriod(Refusal):
    def __init__(self) -> None:
        super().__init__("The period ends before it begins. Choose its days again.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show. Days are the organisation's, both included.

    `subject` is a kind of record ('workshop') or one of them ('workshop:12').
    """

    actor: str | None = None
    action: str | None = None
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an act: what it was and what it became; None where it was not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `at` is the organisation's local time without a zone."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to."""

    actors: list[str]
    actions: list[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether the audit holds: `broken_at` is the first row that was changed or lost, of the `checked` newest."""

    length: int
    checked: int
    broken_at: int | None


def acts(desk: Desk, wanted: Wanted, page: int = 1) -> tuple[int, list[Act]]:
    """Return how many acts match, and one page of them, newest first. Raises UnfitPeriod."""
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise UnfitPeriod
    with desk.reading_as(Role.STAFF) as tx:
        zone = ZoneInfo(organisations.by_id(tx, desk.actor.org_id).zone)
        since = _utc(wanted.since, zone)
        until = _utc(wanted.until + timedelta(days=1), zone) if wanted.until else None
        filters = (wanted.actor, wanted.action, wanted.subject.strip(), since, until)
        total = activity.count(tx, desk.actor.org_id, *filters)
        rows = activity.page(tx, desk.actor.org_id, *filters, size=PAGE, skip=(max(page, 1) - 1) * PAGE)
    return total, [_act(row, zone) for row in rows]


def choices(desk: Desk) -> Choices:
    """Return whose acts and which kinds of acts there are."""
    with desk.reading_as(Role.STAFF) as tx:
        return Choices(activity.actors(tx, desk.actor.org_id), activity.actions(tx, desk.actor.org_id))


def chain(desk: Desk) -> Chain:
    """Return whether the newest rows of the audit are as they were written. `core doctor` checks all of them."""
    with desk.reading_as(Role.STAFF) as tx:
        length = activity.length(tx)
        after = max(0, length - CHECKED)
        return Chain(length, length - after, audit.first_broken(tx, after))


def _utc(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the first moment of an organisation's day as UTC without a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None) if day else None


def _act(entry: Entry, zone: ZoneInfo) -> Act:
    at = entry.made_at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return Act(entry.seq, at, entry.actor, entry.role, entry.action, entry.subject, _changes(entry))


def _changes(entry: Entry) -> tuple[Change, ...]:
    before, after = _values(entry.before), _values(entry.after)
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _values(text: str | None) -> dict[str, str]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return {name: _in_words(value) for name, value in found.items()}


def _in_words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
