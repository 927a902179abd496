"""Eligibility: decides in a fixed order whether a participant may be certified in a course.

Pure, and without a clock: the workshop date is an argument. The order of the steps and what
counts in each are in docs/eligibility.md; the sentences are in eligibility_words.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from core.model import CertificateState, Course, Done, Held, Known, Prerequisite, PriceKind, Status
from core.rules.dates import reaches, window_opens
from core.rules.eligibility_words import verdict
from core.rules.verdict import Because, Finding, Ground, Verdict

REPLACED_OR_TAKEN_BACK = frozenset({CertificateState.SUPERSEDED, CertificateState.WITHDRAWN})
NEVER_HELD = frozenset({CertificateState.REVOKED, CertificateState.WITHDRAWN})


def classify(course: Course, on: date, known: Known | None, *, retakes: bool = False) -> Verdict:
    """Return the standing of a participant in a course on the workshop date, in sentences.

    `known` is None when nobody known in this organisation owns the address. `retakes` is the workshop's
    switch: it makes Completed rows selectable renewals, and changes no status.
    """
    return verdict(course, on, decide(course, on, known), retakes=retakes)


def decide(course: Course, on: date, known: Known | None) -> Finding:
    """Return the same decision as codes and evidence. The first step that applies decides."""
    if known is None:
        return Finding(Status.INACTIVE, PriceKind.NEW, (Ground(Because.NO_PERSON),))
    kind = price_kind(course, known)
    if known.archived:
        return Finding(Status.INACTIVE, kind, (Ground(Because.PERSON_ARCHIVED),))
    counting = certificate_that_counts(course, known.certificates)
    if counting and counting.state is CertificateState.REVOKED:
        return Finding(Status.INACTIVE, kind, (Ground(Because.REVOKED, seen=counting.starts_on),))
    older = counting is not None and counting.version < course.version
    if counting and not older and (completed := _completed_by(course, counting, on)):
        return Finding(Status.COMPLETED, kind, (completed,))
    if unmet := _unmet(course, on, known):
        return Finding(Status.INACTIVE, kind, unmet, older)
    return Finding(Status.ACTIVE, kind, (_open_ground(kind, counting),), older)


def certificate_that_counts(course: Course, certificates: Iterable[Held]) -> Held | None:
    """Return the newest certificate, by start, of the course's family that is not superseded or withdrawn.

    Of two that start on one day the higher version counts, then the later end (never ending is latest),
    then the revoked one, so that no twin hides a revocation.
    """
    candidates = [
        held for held in certificates if held.family == course.family and held.state not in REPLACED_OR_TAKEN_BACK
    ]
    return max(candidates, key=_rank, default=None)


def _rank(held: Held) -> tuple[date, int, bool, date, bool]:
    end = held.valid_through
    return held.starts_on, held.version, end is None, end or date.max, held.state is CertificateState.REVOKED


def price_kind(course: Course, known: Known) -> PriceKind:
    """Return RENEWAL if the person has, or had, any certificate of the family that was not taken back."""
    had_one = any(held.family == course.family and held.state not in NEVER_HELD for held in known.certificates)
    return PriceKind.RENEWAL if had_one else PriceKind.NEW


def _completed_by(course: Course, counting: Held, on: date) -> Ground | None:
    if counting.starts_on > on:
        return Ground(Because.CERTIFICATE_BEGINS_LATER, seen=counting.starts_on)
    opens = window_opens(course.terms, counting.valid_through)
    if opens is None or on < opens:
        return Ground(Because.CERTIFICATE_VALID, seen=counting.valid_through)
    return None


def _open_ground(kind: PriceKind, counting: Held | None) -> Ground:
    if kind is PriceKind.NEW:
        return Ground(Because.REQUIREMENTS_MET)
    return Ground(Because.RENEWAL_OPEN, seen=counting.valid_through if counting else None)


def _unmet(course: Course, on: date, known: Known) -> tuple[Ground, ...]:
    """Return one ground for each prerequisite that nothing meets, by family, then code, then day."""
    if not course.requires:
        return ()
    done = completions_that_count(known)
    found = (_judge(needed, on, [each for each in done if each.family == needed.family]) for needed in course.requires)
    return tuple(sorted((ground for ground in found if ground), key=_in_order))


def _in_order(ground: Ground) -> tuple[str, str, date]:
    return ground.requires or "", ground.code, ground.seen or date.min


def completions_that_count(known: Known) -> list[Done]:
    """Return a person's completions, and each certificate not revoked or withdrawn as one on its start date."""
    held = (Done(each.family, each.version, each.starts_on) for each in known.certificates if _was_held(each))
    return [*known.completions, *held]


def _was_held(certificate: Held) -> bool:
    return certificate.state not in NEVER_HELD


def _judge(needed: Prerequisite, on: date, done: Sequence[Done]) -> Ground | None:
    """Return why completions of the needed family do not meet the prerequisite, None if one does."""
    if not done:
        return Ground(Because.NO_PREREQUISITE, needed.family)
    good = [each.on for each in done if each.version >= needed.min_version]
    if not good:
        return Ground(Because.PREREQUISITE_OLD_VERSION, needed.family, max(each.on for each in done))
    newest = max((day for day in good if day <= on), default=None)
    if newest is None:
        return Ground(Because.PREREQUISITE_AFTER_WORKSHOP, needed.family, min(good))
    if not reaches(newest, needed.max_age_months, on):
        return Ground(Because.PREREQUISITE_TOO_OLD, needed.family, newest)
    return None


def name_key(*parts: str) -> str:
    """Return a name without case, accents or order of its words, so that 'Silva Ána' and 'Ana Silva' are one."""
    decomposed = unicodedata.normalize("NFKD", " ".join(parts).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(sorted(plain.split()))


def name_differs(first_name: str, last_name: str, known: Known) -> bool:
    """Return whether a roster gives another name than the one known; a missing name differs from nothing."""
    given, on_record = name_key(first_name, last_name), name_key(known.first_name, known.last_name)
    return bool(given and on_record) and given != on_record
