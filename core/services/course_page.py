"""Courses as their page works with them: settings in words, a form's settings saved, and what a date would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import BadAmount
from core.model import AnchorRule, Course, ExpiryRule, Prerequisite, Role
from core.rules import dates
from core.rules.course_file import read_table
from core.rules.date_words import RULE_WORDS, grace_words, window_words
from core.rules.money import minor_units, money
from core.rules.words import count_words, day_words, fixed_day_words
from core.services import courses
from core.services.courses import FeeEntry, Listed
from core.services.desk import Desk
from core.store import organisations
from core.store.courses import FeeRow

RULES = [str(rule) for rule in ExpiryRule]
ANCHORS = [str(anchor) for anchor in AnchorRule]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a completion on some day would come to, in sentences."""

    term: str
    because: str
    renewal: str
    grace: str


def currency(desk: Desk) -> str:
    """Return the currency of every price of the organisation."""
    with desk.reading_as(Role.STAFF, Role.INSTRUCTOR) as tx:
        return organisations.by_id(tx, desk.actor.org_id).currency


def one(desk: Desk, code: str) -> Listed | None:
    """Return one course of the organisation, or None."""
    return next((listed for listed in courses.listing(desk) if listed.course.code == code), None)


def save(desk: Desk, settings: Mapping[str, Any]) -> str:
    """Write a course from the settings of a form, named as in a course file; return 'new', 'updated' or 'unchanged'.

    Raises BadCourse, naming the setting.
    """
    return courses.save(desk, read_table(settings).course)


def add_fee(desk: Desk, code: str, starts_on: date, amounts: Mapping[str, str]) -> bool:
    """Add a price row from amounts as people type them; return whether it is new. Raises BadAmount."""
    unit = currency(desk)
    minor = {name: minor_units(text, unit) for name, text in amounts.items()}
    for name, amount in minor.items():
        if amount is None:
            raise BadAmount(amounts[name])
    fee = FeeRow(minor["new"] or 0, minor["renewal"] or 0, minor["replacement"] or 0, starts_on)
    return courses.set_fee(desk, code, fee)


def fee_lines(desk: Desk, code: str) -> list[tuple[FeeEntry, dict[str, str]]]:
    """Return every price row of a course with its amounts in words, newest day first."""
    unit = currency(desk)
    return [
        (entry, {name: money(getattr(entry.fee, name), unit) for name in ("new", "renewal", "replacement")})
        for entry in courses.fee_history(desk, code)
    ]


def price_words(fee: FeeRow | None, unit: str) -> str:
    """Return today's price for a new certificate in words."""
    return money(fee.new, unit) if fee else "free"


def validity_words(course: Course) -> str:
    """Return how long a certificate of a course holds, in words."""
    terms = course.terms
    if terms.rule is ExpiryRule.FIXED_DAY:
        return f"until {fixed_day_words(terms.fixed_day or (12, 31))}"
    if terms.months is None:
        return "never expires"
    return f"{count_words(terms.months, 'month')}, {RULE_WORDS[terms.rule]}"


def requires_words(one: Prerequisite) -> str:
    """Return a prerequisite in words: 'BLS-ONLINE, version 2 or newer, at most 24 months old'."""
    version = f", version {one.min_version} or newer" if one.min_version > 1 else ""
    age = f", at most {count_words(one.max_age_months, 'month')} old" if one.max_age_months is not None else ""
    return f"{one.family}{version}{age}"


def sample(course: Course, completed: date) -> Sample:
    """Return what completing a course on a day would come to. Raises UnfitTerms or DateOutOfRange."""
    term = courses.sample_term(course, completed)
    opens = dates.window_opens(course.terms, term.through)
    ends = dates.grace_end(course.terms, term.through)
    through = f" through {day_words(term.through)}" if term.through else ""
    renewal = f"Renewal opens on {day_words(opens)}: {window_words(course.terms, term.through)}." if opens else ""
    grace = f"Grace ends on {day_words(ends)}: {grace_words(course.terms, term.through)}." if ends else ""
    return Sample(f"Valid from {day_words(term.start)}{through}.", term.because, renewal, grace)
