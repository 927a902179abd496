"""Imports as the page works with them: a file of at most 10 MB is kept as a draft, shown with what it would do,
read differently if need be, and then imported exactly as shown.

The draft lies in the store, so that a reload or another day goes on where it stopped.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.errors import NotFound, PlanStale
from core.model import PlanHash, Problem, Role
from core.rules.intake import KINDS as LISTS
from core.rules.intake import PAGE_LIMITS, Detected, read, refuse_large
from core.rules.intake import Overrule as Overrule
from core.rules.plan import Plan
from core.services import courses, import_files, imports
from core.services.desk import Desk
from core.services.imports import Outcome, Source
from core.settings import DATA
from core.store import batches, uploads
from core.store.db import Tx
from core.store.imports.staging import Counts as Counts
from core.store.uploads import Upload, fingerprint_of

KINDS = ("people", "completions", "certificates", "courses", "ceu-courses")
RECENT = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What importing a file would do. `detected` is None for a course file, which is read in one way only."""

    counts: Counts
    problems: tuple[Problem, ...]
    plan: PlanHash
    detected: Detected | None = None
    blank_lines: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """One import that was done."""

    kind: str
    file: str
    counts: Counts
    problems: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that waits to be imported, with what that would do."""

    upload_id: int
    kind: str
    name: str
    counts: Counts
    problems: list[dict[str, Any]]
    detected: dict[str, Any] | None
    blank_lines: int


def keep(desk: Desk, kind: str, content: bytes, name: str, overrule: Overrule | None = None) -> int:
    """Read a file, see what it would do, and keep it as the actor's draft in place of an earlier one; return its id.

    Raises IntakeRefused or UnreadableCourses; an earlier draft stays then.
    """
    shown = preview(desk, kind, content, name, overrule)
    said = {
        "detected": shown.detected.as_json() if shown.detected else None,
        "counts": asdict(shown.counts),
        "plan": shown.plan,
        "blank_lines": shown.blank_lines,
    }
    with desk.acting_as(Role.STAFF) as tx:
        _discard(desk, tx)
        record = Upload(
            upload_id=tx.new_id(),
            org_id=desk.actor.org_id,
            workshop_id=None,
            kind=kind,
            name=name[:200],
            sha256=fingerprint_of(content),
            overrule=json.dumps(overrule.as_json()) if overrule else None,
            detected=json.dumps(said, ensure_ascii=False),
            problems=json.dumps([one.as_json() for one in shown.problems], ensure_ascii=False),
            row_count=shown.counts.new + shown.counts.updated + shown.counts.unchanged,
            state="draft",
            made_by=desk.actor.name,
            made_at=desk.now,
        )
        uploads.add(tx, record, content)
    return record.upload_id


def draft(desk: Desk) -> Draft | None:
    """Return the file that the actor left waiting, or None."""
    with desk.reading_as(Role.STAFF) as tx:
        found = uploads.import_draft_of(tx, desk.actor.org_id, desk.actor.name)
    if found is None:
        return None
    said = json.loads(found.detected)
    counts = Counts(**said["counts"])
    problems = json.loads(found.problems)
    return Draft(found.upload_id, found.kind, found.name, counts, problems, said["detected"], said["blank_lines"])


def read_again(desk: Desk, overrule: Overrule) -> int:
    """Read the draft differently from what was detected; return the new draft's id."""
    waiting, content, _ = _waiting(desk)
    return keep(desk, waiting.kind, content, waiting.name, overrule)


def confirm(desk: Desk, upload_id: int) -> Outcome:
    """Import the draft exactly as it was shown.

    Raises PlanStale when the records moved meanwhile; the draft then shows what it would do now. NotFound when
    the draft is no longer the one that was shown.
    """
    waiting, content, overrule = _waiting(desk)
    if waiting.upload_id != upload_id:
        raise NotFound("file waiting", waiting.name)
    plan = PlanHash(json.loads(waiting.detected)["plan"])
    try:
        done = apply(desk, waiting.kind, content, waiting.name, overrule, plan)
    except PlanStale:
        keep(desk, waiting.kind, content, waiting.name, overrule)
        raise
    with desk.acting_as(Role.STAFF) as tx:
        uploads.set_state(tx, upload_id, "applied")
    return done


def discard(desk: Desk) -> None:
    """Forget the draft."""
    with desk.acting_as(Role.STAFF) as tx:
        _discard(desk, tx)


def _discard(desk: Desk, tx: Tx) -> None:
    if found := uploads.import_draft_of(tx, desk.actor.org_id, desk.actor.name):
        uploads.set_state(tx, found.upload_id, "discarded")


def _waiting(desk: Desk) -> tuple[Upload, bytes, Overrule | None]:
    with desk.reading_as(Role.STAFF) as tx:
        found = uploads.import_draft_of(tx, desk.actor.org_id, desk.actor.name)
        if found is None:
            raise NotFound("file waiting", "to be imported")
        content = uploads.content(tx, found.upload_id)
    return found, content, Overrule(**json.loads(found.overrule)) if found.overrule else None


def preview(desk: Desk, kind: str, content: bytes, name: str, overrule: Overrule | None = None) -> Shown:
    """Return what importing would do, and the hash that confirms it. Raises IntakeRefused or UnreadableCourses."""
    if kind == "courses":
        return _preview_courses(desk, content)
    found = read(content, name, kind, limits=PAGE_LIMITS, overrule=overrule, today=desk.today)
    chunk = import_files.chunk_of(kind, found)
    outcome, plan = imports.preview(desk, _source(kind, name, content), [chunk])
    return Shown(outcome.counts, outcome.problems, plan, found.detected, found.blank_lines)


def apply(desk: Desk, kind: str, content: bytes, name: str, overrule: Overrule | None, confirmed: PlanHash) -> Outcome:
    """Import exactly what was previewed; confirming twice does it once. Raises PlanStale."""
    if kind == "courses":
        return _apply_courses(desk, content, confirmed)
    found = read(content, name, kind, limits=PAGE_LIMITS, overrule=overrule, today=desk.today)
    return imports.apply(desk, _source(kind, name, content), [import_files.chunk_of(kind, found)], confirmed)


def fields(kind: str) -> tuple[str, ...]:
    """Return the columns that lists of a kind may have."""
    return tuple(field.name for field in LISTS[kind].fields)


def sample(kind: str) -> tuple[str, str]:
    """Return (file name, text) of a sample of a kind."""
    if kind == "courses":
        return "courses.toml", (DATA / "samples" / "courses.toml").read_text(encoding="utf-8")
    fields = LISTS[kind].fields
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(field.name for field in fields)
    rows.writerows([field.sample[at] for field in fields] for at in (0, 1))
    return f"{kind}.csv", "\ufeff" + written.getvalue()


def recent(desk: Desk) -> list[Past]:
    """Return the newest imports of the organisation, by whatever door they came."""
    with desk.reading_as(Role.STAFF) as tx:
        found = batches.newest(tx, desk.actor.org_id, "import", RECENT)
    return [
        Past(
            str(one.detail.get("kind", "")),
            str(one.detail.get("file", "")),
            Counts(**one.counts),
            int(one.detail.get("problems", 0)),
            one.made_by,
            one.made_at,
        )
        for one in found
    ]


def _source(kind: str, name: str, content: bytes) -> Source:
    return Source(kind, name[:200], fingerprint_of(content))


def _preview_courses(desk: Desk, content: bytes) -> Shown:
    refuse_large(len(content), PAGE_LIMITS)
    done = courses.import_file(desk, content, dry_run=True)
    return Shown(Counts(done.new, done.updated, done.unchanged), done.problems, _course_plan(content, done).hash)


def _apply_courses(desk: Desk, content: bytes, confirmed: PlanHash) -> Outcome:
    """A course file repeated changes nothing, so that confirming twice needs no record of the first time."""
    shown = courses.import_file(desk, content, dry_run=True)
    if shown.new or shown.updated:
        _course_plan(content, shown).must_match(confirmed, ["courses of this file"])
    done = courses.import_file(desk, content)
    return Outcome(Counts(done.new, done.updated, done.unchanged), done.problems, 0)


def _course_plan(content: bytes, done: courses.FileOutcome) -> Plan:
    will = {"new": done.new, "updated": done.updated, "unchanged": done.unchanged}
    return Plan("import courses", {"file": fingerprint_of(content)}, will)
