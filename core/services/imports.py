"""Records in: people, completions, certificates and CEU courses of a file, all good rows in one transaction.

A row with a problem stays out and is listed; the same file again changes nothing. Preview and import run the
same code; the preview is taken back. Source of every rule: docs/import.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from core.errors import PlanStale
from core.model import PlanHash, Problem, Role
from core.rules import ceu_states, import_words
from core.rules.plan import Plan
from core.services.desk import Desk
from core.services.identity import asking
from core.services.numbers import new_numbers
from core.services.rehearsal import acting_or_rehearsing
from core.store import batches, courses, fulfilment
from core.store import ceu_courses as registry
from core.store.batches import Batch
from core.store.db import Tx
from core.store.imports import certificates, ceu_courses, completions, matching, people, staging
from core.store.imports.staging import Counts, Left

STAGED = {
    "people": ("staged_people", staging.PEOPLE),
    "completions": ("staged_completions", staging.COMPLETIONS),
    "certificates": ("staged_certificates", staging.CERTIFICATES),
    "ceu-courses": ("staged_ceu_courses", staging.CEU_COURSES),
}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file: good ones in the shape of their kind, and the problems of the others.

    `others` holds (line, address) of people's other addresses.
    """

    rows: pa.Table
    others: pa.Table | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Which file: its kind of records, its name, and the fingerprint of its bytes."""

    kind: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do. `already`: this plan was carried out before; nothing was done now."""

    counts: Counts
    problems: tuple[Problem, ...] = field(repr=False)
    batch_id: int
    already: bool = False


def bring_in(desk: Desk, source: Source, chunks: Iterable[Chunk], *, dry_run: bool = False) -> Outcome:
    """Bring in a file, or with `dry_run` say what that would do."""
    with acting_or_rehearsing(desk, Role.STAFF, rehearse=dry_run) as tx:
        return _bring_in(desk, tx, source, chunks, PlanHash(secrets.token_hex(32)))


def preview(desk: Desk, source: Source, chunks: Iterable[Chunk]) -> tuple[Outcome, PlanHash]:
    """Return what importing would do, and the hash that confirms exactly that."""
    with acting_or_rehearsing(desk, Role.STAFF, rehearse=True) as tx:
        times = batches.imports_of_file(tx, desk.actor.org_id, source.sha256)
        outcome = _bring_in(desk, tx, source, chunks, PlanHash(secrets.token_hex(32)))
    return outcome, _plan(desk, source, outcome, times).hash


def apply(desk: Desk, source: Source, chunks: Iterable[Chunk], confirmed: PlanHash) -> Outcome:
    """Import exactly what was previewed. Confirming twice returns the first outcome.

    Raises PlanStale when the records moved and other rows would go in than were shown.
    """
    with desk.acting_as(Role.STAFF) as tx:
        done = batches.by_plan(tx, desk.actor.org_id, confirmed)
        if done:
            return Outcome(Counts(**done.counts), (), done.batch_id, already=True)
        times = batches.imports_of_file(tx, desk.actor.org_id, source.sha256)
        outcome = _bring_in(desk, tx, source, chunks, confirmed)
        if _plan(desk, source, outcome, times).hash != confirmed:
            raise PlanStale(["people or courses of this file"])
        return outcome


def _bring_in(desk: Desk, tx: Tx, source: Source, chunks: Iterable[Chunk], plan_hash: PlanHash) -> Outcome:
    batch = tx.new_id()
    problems = list(_stage(tx, source.kind, chunks))
    counts, left = _WRITERS[source.kind](desk, tx, batch)
    if source.kind in _OF_PEOPLE:
        asking.ask_new(tx, desk.actor, desk.now)
        fulfilment.settle(tx, desk.actor.org_id)  # for whom the file gave a new history: the writers left `touched`
    problems += _in_words(tx, desk, source.kind, left)
    numbers = {"new": counts.new, "updated": counts.updated, "unchanged": counts.unchanged}
    detail = {"kind": source.kind, "file": source.name, "sha256": source.sha256, "problems": len(problems)}
    actor = desk.actor
    batches.add(tx, Batch(batch, actor.org_id, "import", "done", numbers, detail, actor.name, desk.now), plan_hash)
    desk.record(tx, f"{source.kind}.imported", f"batch:{batch}", after={**numbers, **detail})
    return Outcome(counts, tuple(sorted(problems, key=lambda one: one.line)), batch)


def _stage(tx: Tx, kind: str, chunks: Iterable[Chunk]) -> Iterator[Problem]:
    table, schema = STAGED[kind]
    staging.begin(tx, table, schema)
    staging.begin(tx, "staged_other", staging.OTHERS)
    for chunk in chunks:
        staging.append(tx, table, chunk.rows)
        if chunk.others is not None and chunk.others.num_rows:
            staging.append(tx, "staged_other", chunk.others)
        yield from chunk.problems


def _write_people(desk: Desk, tx: Tx, batch: int) -> tuple[Counts, list[Left]]:
    left = matching.match(tx, desk.actor.org_id)
    counts, proposed = people.write(tx, desk.actor.org_id, desk.now)
    return counts, [*left, *proposed]


def _write_completions(desk: Desk, tx: Tx, batch: int) -> tuple[Counts, list[Left]]:
    left = completions.leave_unknown_courses(tx, desk.actor.org_id, "staged_completions")
    return completions.write(tx, desk.actor.org_id, batch, desk.now), left


def _write_certificates(desk: Desk, tx: Tx, batch: int) -> tuple[Counts, list[Left]]:
    left = completions.leave_unknown_courses(tx, desk.actor.org_id, "staged_certificates")
    counts, ours = certificates.write(tx, desk.actor.org_id, batch, desk.now, new_numbers)
    return counts, [*left, *ours]


def _write_ceu_courses(desk: Desk, tx: Tx, batch: int) -> tuple[Counts, list[Left]]:
    return ceu_courses.write(tx, desk.actor.org_id, ceu_states.reachable(), desk.actor.name, desk.now)


_WRITERS: dict[str, Callable[[Desk, Tx, int], tuple[Counts, list[Left]]]] = {
    "people": _write_people,
    "completions": _write_completions,
    "certificates": _write_certificates,
    "ceu-courses": _write_ceu_courses,
}
_OF_PEOPLE = ("people", "completions", "certificates")


def _in_words(tx: Tx, desk: Desk, kind: str, left: Iterable[Left]) -> list[Problem]:
    left = list(left)
    codes = _codes(tx, desk, kind) if left else []
    return [import_words.problem(one.line, one.column, one.value, one.code, codes) for one in left]


def _codes(tx: Tx, desk: Desk, kind: str) -> list[str]:
    """Return the codes that exist, for suggestions."""
    if kind == "ceu-courses":
        return registry.codes(tx, desk.actor.org_id)
    return [one.code for one in courses.all_in(tx, desk.actor.org_id)]


def _plan(desk: Desk, source: Source, outcome: Outcome, times: int) -> Plan:
    """`times` says how often this file came in before: a later import of it is another act, not a repetition."""
    counts = outcome.counts
    will = {"new": counts.new, "updated": counts.updated, "unchanged": counts.unchanged}
    problems = [(one.line, one.code) for one in outcome.problems]
    facts = {"org": desk.actor.org_id, "file": source.sha256, "times": times, "problems": problems}
    return Plan(f"import {source.kind}", facts, will)
