"""core recertify: shows a plan, carries out exactly that, once, and says why others are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal

COURSES = """
[[course]]
code = "BLS-1"
title = "BLS Rescuer"
family = "BLS"
months = 12
window_days = 60
grace_days = 30
due_months = 2
"""
DONE = """email,course,completed_on,first_name,last_name
ana@example.org,BLS-1,2025-03-20,Ana,Silva
ben@example.org,BLS-1,2025-12-01,Ben,Roth
cleo@example.org,BLS-1,2025-02-10,Cleo,Marsh
"""
AT = ("--org", "harbour", "--on", "2026-03-02")


@pytest.fixture
def desk(harbour: Terminal, tmp_path: Path) -> Terminal:
    (tmp_path / "courses.toml").write_text(COURSES)
    (tmp_path / "done.csv").write_text(DONE)
    harbour.json("import", "courses", str(tmp_path / "courses.toml"), "--org", "harbour")
    harbour.json("import", "completions", str(tmp_path / "done.csv"), *AT)
    return harbour


def file_of(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "ids.txt"
    path.write_text("\n".join(lines))
    return str(path)


def test_a_dry_run_shows_the_plan_and_changes_nothing(desk: Terminal) -> None:
    shown = desk.json("recertify", *AT, "--list", "due", "--dry-run")
    assert shown == {"plan": shown["plan"], "will": {"assignments": 1, "mails": 1}, "refused": []}
    assert desk.json("recertify", *AT, "--list", "due", "--dry-run") == shown


def test_confirming_does_it_and_confirming_again_says_already(desk: Terminal) -> None:
    plan = desk.json("recertify", *AT, "--list", "due", "--dry-run")["plan"]
    done = desk.json("recertify", *AT, "--list", "due", "--confirm", plan)
    assert done == {"batch": done["batch"], "done": {"assignments": 1, "mails": 1}, "refused": []}
    assert desk.json("recertify", *AT, "--list", "due", "--confirm", plan) == {**done, "already": True}


def test_people_are_named_by_address_or_id_and_the_others_are_listed_with_why(desk: Terminal, tmp_path: Path) -> None:
    names = file_of(tmp_path, "ana@example.org", "ben@example.org", "cleo@example.org", "zoe@example.org")
    shown = desk.json("recertify", *AT, "--ids", names, "--course", "BLS-1", "--dry-run")
    assert shown["will"] == {"assignments": 2, "mails": 2}
    assert [(row["who"], row["code"]) for row in shown["refused"]] == [
        ("zoe@example.org", "NOT_FOUND"),
        ("ben@example.org", "NOT_DUE"),
    ]


def test_a_hash_that_the_records_have_overtaken_is_refused_and_says_what_moved(desk: Terminal, tmp_path: Path) -> None:
    plan = desk.json("recertify", *AT, "--list", "due", "--dry-run")["plan"]
    (tmp_path / "more.csv").write_text(
        "email,course,completed_on,first_name,last_name\nana@example.org,BLS-1,2026-03-01,Ana,Silva\n"
    )
    desk.json("import", "completions", str(tmp_path / "more.csv"), *AT)
    refused = desk.refused("recertify", *AT, "--list", "due", "--confirm", plan)
    assert refused["refused"] == "PLAN_STALE"
    assert "Ana Silva has a new completion" in refused["say"]


def test_an_unknown_course_or_file_is_refused_by_name(desk: Terminal, tmp_path: Path) -> None:
    assert "BLS-1" in desk.refused("recertify", *AT, "--list", "due", "--course", "BLS1", "--dry-run")["say"]
    file_of(tmp_path, "1")
    missing = desk.refused("recertify", *AT, "--ids", str(tmp_path / "id.txt"), "--dry-run")
    assert missing["refused"] == "NOT_FOUND"
    assert "ids.txt" in missing["say"]


@pytest.mark.parametrize(
    "words",
    [
        ("--list", "current", "--dry-run"),
        ("--list", "due"),
        ("--dry-run",),
        ("--list", "due", "--dry-run", "--confirm", "x"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(desk: Terminal, words: tuple[str, ...]) -> None:
    assert desk.run("recertify", *AT, *words).status == 2


def test_a_person_reads_it_in_words(desk: Terminal) -> None:
    said = desk.run("recertify", *AT, "--list", "in_grace", "--dry-run")
    assert "1 assignment, 1 mail." in said.out
    assert "--confirm" in said.out
