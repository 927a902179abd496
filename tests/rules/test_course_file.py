"""Course files: every setting of docs/import.md is read, and everything wrong is said at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.model import AnchorRule, CourseTerms, ExpiryRule, Prerequisite
from core.rules.course_file import FiledFee, UnreadableCourses, read_courses

WHOLE = b"""
[[course]]
code = "BLS-2"
title = "BLS Rescuer"
family = "BLS"
version = 2
months = 24
rule = "end_of_month"
fixed_day = "12-31"
min_active_months = 0
anchor = "carry_forward"
window_days = 90
grace_days = 30
due_days = 45
automatic = true
fees = [{ from = "2024-01-01", new = 2500, renewal = 2000, replacement = 500 }, { from = 2027-01-01, new = 2900 }]
[[course.requires]]
family = "BLS-ONLINE"
min_version = 2
max_age_months = 24
"""


def test_every_setting_is_read() -> None:
    (filed,), problems = read_courses(WHOLE)
    assert problems == []
    course = filed.course
    assert (course.code, course.title, course.family, course.version) == ("BLS-2", "BLS Rescuer", "BLS", 2)
    assert course.terms == CourseTerms(24, ExpiryRule.END_OF_MONTH, (12, 31), 0, AnchorRule.CARRY_FORWARD, 90, 30)
    assert (course.due_days, course.due_months, course.automatic) == (45, None, True)
    assert course.requires == (Prerequisite("BLS-ONLINE", 2, 24),)
    assert filed.fees == (FiledFee(date(2024, 1, 1), 2500, 2000, 500), FiledFee(date(2027, 1, 1), 2900, 0, 0))


def test_only_code_and_title_are_a_must() -> None:
    (filed,), problems = read_courses(b'[[course]]\ncode = "FA"\ntitle = "First Aid"\n')
    assert problems == []
    course = filed.course
    assert (course.family, course.version, course.due_days, course.automatic) == ("FA", 1, 30, False)
    assert course.terms == CourseTerms()
    assert (course.requires, filed.fees) == ((), ())


def test_due_months_take_the_place_of_the_default_days() -> None:
    (filed,), _ = read_courses(b'[[course]]\ncode = "FA"\ntitle = "First Aid"\ndue_months = 2\n')
    assert (filed.course.due_days, filed.course.due_months) == (None, 2)


@pytest.mark.parametrize(
    ("setting", "column"),
    [
        ('titel = "x"', "titel"),
        ("months = 24.5", "months"),
        ("months = true", "months"),
        ("months = 0", "rule"),
        ("version = 0", "version"),
        ('rule = "yearly"', "rule"),
        ('rule = "fixed_day"', "rule"),
        ('fixed_day = "02-30"', "fixed_day"),
        ("fixed_day = 12", "fixed_day"),
        ('anchor = "birthday"', "anchor"),
        ("window_days = -1", "window_days"),
        ("due_days = 30\ndue_months = 2", "due_months"),
        ('automatic = "yes"', "automatic"),
        ("fees = 25", "fees"),
        ('fees = [{ from = "soon", new = 1 }]', "fees"),
        ('fees = [{ from = "2024-01-01", new = -1 }]', "new"),
        ('fees = [{ from = "2024-01-01" }, { from = "2024-01-01" }]', "fees"),
        ("requires = [{ min_version = 2 }]", "family"),
        ('requires = [{ family = "A", version = 2 }]', "version"),
    ],
)
def test_a_setting_that_cannot_be_is_a_problem_on_the_line_of_its_course(setting: str, column: str) -> None:
    good = '[[course]]\ncode = "FA"\ntitle = "First Aid"\n'
    courses, problems = read_courses(f'{good}\n[[course]]\ncode = "B"\ntitle = "Bad"\n{setting}\n'.encode())
    assert [one.course.code for one in courses] == ["FA"]
    assert [(one.line, one.column) for one in problems] == [(5, column)]
    assert problems[0].say
    assert problems[0].cure


def test_a_code_that_stands_twice_keeps_its_first_course() -> None:
    twice = '[[course]]\ncode = "FA"\ntitle = "First"\n' + '[[course]]\ncode = "FA"\ntitle = "Second"\n'
    courses, problems = read_courses(twice.encode())
    assert [one.course.title for one in courses] == ["First"]
    assert [(one.line, one.column, one.value) for one in problems] == [(4, "code", "FA")]


@pytest.mark.parametrize(
    "content", [b"", b"code = 1", b"\xff\xfe", b"[[course]\n", b"[course]\ncode='A'", b"course = 3"]
)
def test_what_is_no_course_file_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(UnreadableCourses):
        read_courses(content)


def test_the_example_of_the_docs_is_read_without_a_problem() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    (filed,), problems = read_courses(example.encode())
    assert problems == []
    assert filed.course.terms == CourseTerms(24, ExpiryRule.END_OF_MONTH, (12, 31), 0, AnchorRule.CARRY_FORWARD, 90, 30)
    assert filed.course.requires == (Prerequisite("BLS-ONLINE", 2, 24),)
