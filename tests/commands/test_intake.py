"""core intake: one answer a file, whatever is in it, and no store needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.rules.intake import KINDS
from core.rules.intake.samples import sample_csv
from tests.commands.terminal import Terminal

ROOT = Path(__file__).parents[2]
ROSTER = "First name,Last name,E-mail,Team\nOlga,Berg,olga@example.org,A\nMei,Tanaka,mei(at)example.org,B\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def answers(terminal: Terminal, *words: str | Path, status: int = 0) -> list[dict[str, Any]]:
    said = terminal.run("intake", *map(str, words), "--json")
    assert said.status == status, said
    return [json.loads(line) for line in said.out.splitlines()]


def test_a_file_is_answered_on_one_line_with_rows_and_problems(terminal: Terminal, roster: Path) -> None:
    [answer] = answers(terminal, roster, "--as", "roster")
    assert list(answer) == ["file", "detected", "rows", "problems", "blank_lines"]
    assert answer["file"] == str(roster)
    assert answer["detected"]["columns"]["email"] == "E-mail"
    assert answer["detected"]["ignored"] == ["Team"]
    assert answer["rows"] == [{"line": 2, "first_name": "Olga", "last_name": "Berg", "email": "olga@example.org"}]
    [problem] = answer["problems"]
    assert list(problem) == ["line", "column", "value", "code", "say", "cure"]
    assert (problem["line"], problem["code"], problem["value"]) == (3, "BAD_EMAIL", "mei(at)example.org")
    assert not terminal.store.exists()


def test_a_file_that_is_no_list_answers_with_its_refusal_and_the_next_goes_on(
    terminal: Terminal, roster: Path, tmp_path: Path
) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    refused, answer = answers(terminal, tmp_path / "picture.csv", roster, "--as", "roster")
    assert (list(refused), refused["refused"]) == (["file", "refused", "say"], "BINARY")
    assert len(answer["rows"]) == 1


def test_a_file_that_is_not_there_is_refused_by_name_with_its_likest_neighbour(
    terminal: Terminal, roster: Path
) -> None:
    said = terminal.run("intake", str(roster.with_name("rooster.csv")), str(roster), "--as", "roster", "--json")
    refused, answer = map(json.loads, said.out.splitlines())
    assert said.status == 1
    assert refused["refused"] == "NOT_FOUND"
    assert "roster.csv" in refused["say"]
    assert refused["say"] in said.err
    assert len(answer["rows"]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_for(terminal: Terminal, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(sample_csv(kind))
    [answer] = answers(terminal, path, "--as", kind)
    assert (len(answer["rows"]), answer["problems"]) == (2, [])


def test_today_can_be_said(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "done.csv"
    path.write_text("email,course,completed_on\nmei@example.org,BLS-2,2026-02-10\n", encoding="utf-8")
    [before] = answers(terminal, path, "--as", "completions", "--on", "2026-02-09")
    [after] = answers(terminal, path, "--as", "completions", "--on", "2026-02-10")
    assert [problem["code"] for problem in before["problems"]] == ["FUTURE_DATE"]
    assert after["rows"][0]["completed_on"] == "2026-02-10"


def test_what_was_detected_can_be_overruled(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes("Sheet\nWho~Where\nJán Žák~j@example.org\n".encode("cp1250"))
    chosen = ["--encoding", "cp1250", "--delimiter", "~", "--header-line", "2"]
    [answer] = answers(terminal, path, "--as", "roster", *chosen, "--column", "email=Where", "--column", "full_name=1")
    assert answer["rows"] == [{"line": 3, "first_name": "Ján", "last_name": "Žák", "email": "j@example.org"}]


def test_a_person_reads_what_was_detected_and_how_to_cure_each_problem(terminal: Terminal, roster: Path) -> None:
    said = terminal.run("intake", str(roster), "--as", "roster")
    assert said.status == 0
    assert "1 rows" not in said.out
    assert "1 row, 1 problem" in said.out
    assert "email from “E-mail”" in said.out
    assert "ignored: Team" in said.out
    assert "line 3: mei(at)example.org" in said.out
    assert "Correct the address" in said.out


def test_a_cell_cannot_steer_the_terminal_that_shows_it(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,E-mail\nA,\x1b[2Jmei\nB,b@example.org\n")
    said = terminal.run("intake", str(path), "--as", "roster")
    assert "\x1b" not in said.out


def test_long_lists_of_problems_are_cut_for_a_person(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,E-mail\n" + "A,bad\n" * 50, encoding="utf-8")
    said = terminal.run("intake", str(path), "--as", "roster")
    assert "and 30 more" in said.out


def test_a_large_file_is_refused_without_being_read(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as hole:
        hole.truncate(3_000_000_000)
    [answer] = answers(terminal, path, "--as", "roster")
    assert answer["refused"] == "TOO_LARGE"


def test_a_name_of_no_encoding_is_still_answered(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.csv"
    Path(os.fsdecode(path)).write_text(ROSTER, encoding="utf-8")
    words = [sys.executable, "-m", "core", "intake", path, "--as", "roster", "--json"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout)["rows"][0]["first_name"] == "Olga"


def test_nothing_is_loaded_that_reading_a_list_does_not_need(roster: Path) -> None:
    program = (
        "import sys; from core.__main__ import main; main(['intake', sys.argv[1], '--as', 'roster', '--json']);"
        "print([m for m in ('duckdb', 'streamlit', 'pyarrow', 'chardet', 'email_validator') if m in sys.modules])"
    )
    words = [sys.executable, "-c", program, str(roster)]
    shown = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "any"])
def test_the_sample_beside_each_upload_is_what_the_reader_takes(kind: str) -> None:
    assert (ROOT / "data" / "samples" / f"{kind}.csv").read_bytes() == sample_csv(kind)
