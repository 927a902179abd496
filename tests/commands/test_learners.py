"""core learners: who stands on which list on a day, to the letter of its contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.terminal import Terminal

COURSES = """
[[course]]
code = "BLS-1"
title = "BLS Rescuer"
family = "BLS"
months = 24
window_days = 60
grace_days = 30

[[course]]
code = "FA"
title = "First Aid"
"""
COMPLETED = """email,course,completed_on,first_name,last_name
ana@example.org,BLS-1,2024-03-20,Ana,Silva
ben@example.org,BLS-1,2025-12-01,Ben,Roth
cleo@example.org,BLS-1,2024-02-10,Cleo,Marsh
dora@example.org,BLS-1,2023-02-10,Dora,Lind
ben@example.org,FA,2020-01-01,Ben,Roth
emil@example.org,BLS-1,2024-03-21,Emil,Holm
"""
PEOPLE = """email,archived
emil@example.org,yes
"""
AT = ("--org", "harbour", "--on", "2026-03-02")
NONE = dict.fromkeys(("not_started", "in_progress", "overdue", "current", "due", "in_grace", "lapsed", "archived"), 0)
ANA = {
    "email": "ana@example.org",
    "name": "Ana Silva",
    "course": "BLS-1",
    "list": "due",
    "due_on": None,
    "recertify_on": "2026-01-19",
    "say": "Due for recertification since 19 Jan 2026, valid through 20 Mar 2026.",
}


@pytest.fixture
def desk(harbour: Terminal, tmp_path: Path) -> Terminal:
    for name, text in (("courses.toml", COURSES), ("completions.csv", COMPLETED), ("people.csv", PEOPLE)):
        (tmp_path / name).write_text(text)
        harbour.json("import", name.split(".")[0], str(tmp_path / name), *AT)
    return harbour


def without_person(row: dict[str, Any]) -> dict[str, Any]:
    assert isinstance(row["person"], int)
    return {name: value for name, value in row.items() if name != "person"}


def test_a_list_is_printed_with_its_total_all_counts_and_its_rows(desk: Terminal) -> None:
    found = desk.json("learners", *AT, "--list", "due")
    assert list(found) == ["list", "on", "total", "counts", "rows"]
    assert (found["list"], found["on"], found["total"]) == ("due", "2026-03-02", 1)
    assert found["counts"] == {**NONE, "current": 2, "due": 1, "in_grace": 1, "lapsed": 1, "archived": 1}
    assert list(found["counts"]) == list(NONE)
    assert [without_person(row) for row in found["rows"]] == [ANA]
    assert list(found["rows"][0]) == ["person", *ANA]


def test_without_a_list_everybody_is_printed_soonest_first(desk: Terminal) -> None:
    found = desk.json("learners", *AT)
    assert (found["list"], found["total"]) == (None, 6)
    assert [(row["email"].split("@")[0], row["list"], row["recertify_on"]) for row in found["rows"]] == [
        ("dora", "lapsed", "2024-12-12"),
        ("cleo", "in_grace", "2025-12-12"),
        ("ana", "due", "2026-01-19"),
        ("emil", "archived", "2026-01-20"),
        ("ben", "current", "2027-10-02"),
        ("ben", "current", None),
    ]
    assert [row["say"] for row in found["rows"]] == [
        "Ended 10 Feb 2025, grace ended 12 Mar 2025.",
        "Ended 10 Feb 2026, in grace through 12 Mar 2026.",
        ANA["say"],
        "Archived here.",
        "Due for recertification from 2 Oct 2027, valid through 1 Dec 2027.",
        "Never expires.",
    ]


def test_an_assignment_has_a_due_date_and_no_recertification_date(desk: Terminal) -> None:
    plan = desk.json("recertify", *AT, "--list", "due", "--dry-run")["plan"]
    desk.json("recertify", *AT, "--list", "due", "--confirm", plan)
    (row,) = desk.json("learners", *AT, "--list", "not_started")["rows"]
    assert (row["due_on"], row["recertify_on"]) == ("2026-04-01", None)
    assert row["say"] == "Assigned 2 Mar 2026, due 1 Apr 2026."
    (late,) = desk.json("learners", "--org", "harbour", "--on", "2026-04-09", "--list", "overdue")["rows"]
    assert late["say"] == "Was due 1 Apr 2026, 8 days ago."


def test_the_course_names_its_family_and_the_limit_bounds_the_rows_only(desk: Terminal) -> None:
    found = desk.json("learners", *AT, "--course", "FA")
    assert (found["total"], found["counts"]) == (1, {**NONE, "current": 1})
    found = desk.json("learners", *AT, "--limit", "2")
    assert (found["total"], len(found["rows"])) == (6, 2)
    assert desk.json("learners", *AT, "--limit", "0")["rows"] == []


def test_any_day_can_be_asked_for(desk: Terminal) -> None:
    past = desk.json("learners", "--org", "harbour", "--on", "2024-02-29")
    assert past["counts"] == {**NONE, "current": 3}
    assert past["on"] == "2024-02-29"
    assert desk.json("learners", "--org", "harbour", "--on", "2019-12-31")["total"] == 0
    future = desk.json("learners", "--org", "harbour", "--on", "2030-01-01", "--course", "BLS-1")
    assert future["counts"] == {**NONE, "lapsed": 4, "archived": 1}


def test_unknown_courses_and_lists_are_refused_by_name(desk: Terminal) -> None:
    assert desk.refused("learners", *AT, "--course", "BLS-7") == {
        "refused": "NOT_FOUND",
        "say": "There is no course BLS-7 here. Did you mean BLS-1?",
    }
    assert desk.run("learners", *AT, "--list", "dull").status == 2
    assert desk.run("learners", *AT, "--limit", "-1").status == 2


def test_a_person_reads_sentences(desk: Terminal) -> None:
    said = desk.run("learners", *AT)
    assert said.status == 0
    assert said.out.splitlines()[:2] == [
        "On 2026-03-02: 0 not started, 0 in progress, 0 overdue, 2 current, 1 due for recertification, 1 in grace, "
        "1 lapsed, 1 archived.",
        "  Dora Lind, BLS-1: Ended 10 Feb 2025, grace ended 12 Mar 2025.",
    ]
    assert desk.run("learners", *AT, "--limit", "1").out.splitlines()[-1] == "  and 5 more; --json prints them all"


def test_only_staff_may_ask(desk: Terminal) -> None:
    desk.json("user", "add", "andrea@harbour.example.org", "--org", "harbour", "--role", "instructor")
    assert desk.refused("learners", *AT, "--actor", "andrea@harbour.example.org")["refused"] == "NOT_ALLOWED"
