"""The page for analysts: every question on it runs as it stands, on plain DuckDB, and so does its Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import duckdb
import pytest

from core.settings import ROOT
from tests.analysts.conftest import Press

PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^### (\d+\. .+?)$\n\n```sql\n(.+?)```", PAGE, re.DOTALL | re.MULTILINE))
PYTHON = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
NOBODY = {"17. What is owed, by how long its invoice has been due?"}  # the demo's one order is paid


def test_there_are_twenty_questions() -> None:
    assert [int(name.split(".")[0]) for name in QUESTIONS] == list(range(1, 21))


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_of_the_page_is_answered(press: Press, name: str) -> None:
    found = press.ask(QUESTIONS[name], "harbour")
    assert bool(found) == (name not in NOBODY)
    assert press.ask(QUESTIONS[name]) or name in NOBODY  # the owner's file answers too


def test_the_counts_of_the_last_question_agree(press: Press) -> None:
    for thing, rows, _, here in press.ask(QUESTIONS[list(QUESTIONS)[-1]], "harbour"):
        assert rows == here, thing


@pytest.mark.parametrize("program", PYTHON)
def test_the_python_of_the_page_runs_outside_the_app(press: Press, program: str) -> None:
    shelf = press.shelf("harbour")
    text = program.replace("analytics-7.duckdb", "analytics-1.duckdb").replace('"DIR"', f'"{shelf}"')
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CERTDESK", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=shelf, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "BLS" in done.stdout or "analytics-1.duckdb" in done.stdout


def test_the_file_answers_beside_data_of_ones_own(press: Press) -> None:
    with duckdb.connect() as own:
        own.execute(f"ATTACH '{press.shelf('harbour') / 'analytics-1.duckdb'}' AS certdesk (READ_ONLY)")
        people = own.execute("SELECT count(*) FROM certdesk.analytics.people").fetchall()
        assert people == press.ask("SELECT count(*) FROM analytics.people", "harbour")
        assert own.execute("SELECT count(*) FROM certdesk.analytics.recertification_pipeline").fetchall()[0][0]
        own.execute("USE certdesk")
        assert own.execute("SELECT count(*) FROM analytics.certificates_on(DATE '2026-06-30')").fetchall()[0][0]
