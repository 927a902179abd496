"""core undo: three buckets before, the same three after, and twice is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal
from tests.commands.test_recertify import AT, COURSES, DONE


@pytest.fixture
def desk(harbour: Terminal, tmp_path: Path) -> Terminal:
    (tmp_path / "courses.toml").write_text(COURSES)
    (tmp_path / "done.csv").write_text(DONE)
    harbour.json("import", "courses", str(tmp_path / "courses.toml"), "--org", "harbour")
    harbour.json("import", "completions", str(tmp_path / "done.csv"), *AT)
    return harbour


def recertified(desk: Terminal) -> str:
    plan = desk.json("recertify", *AT, "--list", "due", "--dry-run")["plan"]
    return str(desk.json("recertify", *AT, "--list", "due", "--confirm", plan)["batch"])


def test_undo_previews_confirms_and_answers_the_same_again(desk: Terminal) -> None:
    batch = recertified(desk)
    shown = desk.json("undo", batch, "--dry-run")
    assert shown == {"plan": shown["plan"], "will": {"reversed": 1, "kept": 0, "impossible": 0}, "refused": []}
    done = desk.json("undo", batch, "--confirm", shown["plan"])
    assert done == {"batch": done["batch"], "done": shown["will"], "refused": []}
    assert desk.json("undo", batch, "--confirm", shown["plan"]) == {**done, "already": True}
    again = desk.json("recertify", *AT, "--list", "due", "--dry-run")
    assert again["will"] == {"assignments": 1, "mails": 1}


def test_a_batch_that_is_not_there_undone_or_of_another_kind_is_refused(desk: Terminal) -> None:
    batch = recertified(desk)
    assert desk.refused("undo", "999999", "--dry-run")["refused"] == "NOT_FOUND"
    assert desk.refused("undo", batch, "--confirm", "abc")["refused"] == "PLAN_STALE"
    plan = desk.json("undo", batch, "--dry-run")["plan"]
    undone = desk.json("undo", batch, "--confirm", plan)["batch"]
    assert desk.refused("undo", batch, "--dry-run")["refused"] == "ALREADY_UNDONE"
    assert desk.refused("undo", str(undone), "--dry-run")["refused"] == "NOT_UNDOABLE"


def test_only_staff_of_that_organisation_undo_at_the_command_line(desk: Terminal) -> None:
    batch = recertified(desk)
    desk.json("init", "--org", "north", "--name", "North", "--zone", "Europe/Oslo", "--currency", "NOK")
    desk.json("user", "add", "nils@example.org", "--org", "north", "--role", "staff", "--name", "Nils Holm")
    assert desk.refused("undo", batch, "--dry-run", "--actor", "nils@example.org")["refused"] == "NOT_FOUND"


def test_a_batch_is_a_number(desk: Terminal) -> None:
    assert desk.run("undo", "last", "--dry-run").status == 2
