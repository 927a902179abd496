"""How a derived date says itself: where it was counted from, how far, and by which rule."""

from __future__ import annotations

from datetime import date

from core.model import AnchorRule, CourseTerms, ExpiryRule
from core.rules.words import count_words, day_words, fixed_day_words

RULE_WORDS = {
    ExpiryRule.SAME_DAY: "same day",
    ExpiryRule.DAY_BEFORE: "day before",
    ExpiryRule.END_OF_MONTH: "end of month",
}


def term_words(course: CourseTerms, rule: AnchorRule, anchor: date, called: str, *, extended: bool = False) -> str:
    """Return how a term came about: "workshop 10 Feb 2026 + 24 months, end of month".

    `rule` is the anchor rule that applied and `anchor` the day it gave, so that a reader can count along.
    """
    start = _anchor_words(rule, anchor, called, extended)
    if course.rule is ExpiryRule.FIXED_DAY:
        active = f" + {count_words(course.min_active_months, 'month')}" if course.min_active_months else ""
        return f"{start}{active}, the first {fixed_day_words(course.fixed_day or (12, 31))} from then on"
    if course.months is None:
        return f"{start}, never expires"
    return f"{start} + {count_words(course.months, 'month')}, {RULE_WORDS[course.rule]}"


def _anchor_words(rule: AnchorRule, anchor: date, called: str, extended: bool) -> str:
    if rule is AnchorRule.CARRY_FORWARD:
        before = " (the end before the extension)" if extended else ""
        return f"carried forward from {day_words(anchor)}{before}"
    return f"{'assigned' if rule is AnchorRule.ASSIGNMENT else called} {day_words(anchor)}"


def due_words(assigned: date, days: int | None = 30, months: int | None = None) -> str:
    """Return where a due date comes from: "assigned 21 Jul 2026 + 60 days"."""
    if months is not None:
        return f"assigned {day_words(assigned)} + {count_words(months, 'month')}"
    return f"assigned {day_words(assigned)} + {count_words(30 if days is None else days, 'day')}"


def window_words(course: CourseTerms, through: date | None) -> str:
    """Return where the opening of the renewal window comes from: "30 Jun 2028 − 90 days"."""
    if through is None:
        return "never expires"
    if course.window_days == 0:
        return f"the last day, {day_words(through)}"
    return f"{day_words(through)} − {count_words(course.window_days, 'day')}"


def grace_words(course: CourseTerms, through: date | None) -> str:
    """Return where the end of grace comes from: "30 Jun 2028 + 30 days of grace"."""
    if through is None:
        return "never expires"
    if course.grace_days is None:
        return "no grace, stays due"
    return f"{day_words(through)} + {count_words(course.grace_days, 'day')} of grace"
