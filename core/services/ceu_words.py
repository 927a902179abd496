"""What the registry of CEU courses says of one of them, in words for screens."""

from __future__ import annotations

from core.rules.words import count_words, hours_words, period_words
from core.services.ceu_courses import CeuCourse


def hours(hundredths: int) -> str:
    """Return hours in words: 1.5 hours."""
    return hours_words(hundredths)


def period(course: CeuCourse) -> str:
    """Return the days of an approval in words; empty for a course that was never approved and names none."""
    if course.approved_from is None and course.approved_until is None and course.state not in ("approved", "retired"):
        return ""
    return period_words(course.approved_from, course.approved_until)


def cycle(course: CeuCourse) -> str:
    """Return how often one person may be credited, in words."""
    if course.cycle_years is None:
        return "once in the approval period"
    return f"once in {count_words(course.cycle_years, 'year')}"


def name(course: CeuCourse) -> str:
    """Return a course as a list to choose from shows it: CEU-2026-014 · Airway management."""
    return f"{course.ceulid} · {course.title}"
