"""core import courses and core price, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.terminal import Terminal

BLS = """
[[course]]
code = "BLS-2"
title = "BLS Rescuer"
family = "BLS"
version = 2
months = 24
fees = [{ from = "2024-01-01", new = 2500, renewal = 2000, replacement = 500 }]
[[course.requires]]
family = "BLS-ONLINE"
[[course]]
code = "FA"
title = "First Aid"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "courses.toml"
    path.write_text(BLS, encoding="utf-8")
    return path


def test_courses_come_in_once(harbour: Terminal, file: Path) -> None:
    words = ("import", "courses", str(file), "--org", "harbour")
    assert harbour.json(*words, "--dry-run") == {"new": 2, "updated": 0, "unchanged": 0, "problems": []}
    assert harbour.json(*words) == {"new": 2, "updated": 0, "unchanged": 0, "problems": []}
    assert harbour.json(*words) == {"new": 0, "updated": 0, "unchanged": 2, "problems": []}


def test_a_new_price_alone_updates_its_course(harbour: Terminal, file: Path) -> None:
    words = ("import", "courses", str(file), "--org", "harbour")
    harbour.json(*words)
    file.write_text(BLS.replace("new = 2500", "new = 2600"), encoding="utf-8")
    assert harbour.json(*words)["updated"] == 1
    case = {"on": "2026-01-01", "lines": [{"course": "BLS-2", "kind": "new", "people": 2}]}
    assert harbour.json("price", "-", "--org", "harbour", stdin=json.dumps(case))["total"] == 5200


def test_a_bad_course_is_left_out_and_the_others_go_in(harbour: Terminal, file: Path) -> None:
    file.write_text(BLS.replace("months = 24", "months = -1"), encoding="utf-8")
    answer = harbour.json("import", "courses", str(file), "--org", "harbour")
    assert answer["new"] == 1
    (problem,) = answer["problems"]
    assert set(problem) == {"line", "column", "value", "code", "say", "cure"}
    assert (problem["line"], problem["column"]) == (2, "months")


def test_an_unknown_file_is_refused_by_name_with_the_nearest_one(harbour: Terminal, file: Path) -> None:
    refused = harbour.refused("import", "courses", str(file.with_name("course.toml")), "--org", "harbour")
    assert refused["refused"] == "NOT_FOUND"
    assert "Did you mean courses.toml?" in refused["say"]


def test_somebody_without_the_role_is_refused_and_changes_nothing(harbour: Terminal, file: Path) -> None:
    words = ("import", "courses", str(file), "--org", "harbour")
    harbour.json("user", "add", "andrea@example.org", "--org", "harbour", "--role", "instructor")
    assert harbour.refused(*words, "--actor", "andrea@example.org")["refused"] == "NOT_ALLOWED"
    assert harbour.refused(*words, "--actor", "nobody@example.org")["refused"] == "NOT_FOUND"
    assert harbour.json(*words)["new"] == 2


def test_an_unknown_course_of_a_case_is_refused_on_its_line(harbour: Terminal, file: Path) -> None:
    harbour.json("import", "courses", str(file), "--org", "harbour")
    case = {"on": "2026-01-01", "lines": [{"course": "BLS-3", "kind": "new", "people": 2}]}
    said = harbour.run("price", "-", "--org", "harbour", stdin=json.dumps(case))
    assert said.status == 1
    assert "BLS-2" in said.document["say"]
