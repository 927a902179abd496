"""core import people, completions and certificates: the contract's JSON, end to end from real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal

PROBLEM = {"line", "column", "value", "code", "say", "cure"}
COURSES = '[[course]]\ncode = "BLS-2"\ntitle = "BLS Rescuer"\nfamily = "BLS"\nmonths = 24\nrule = "end_of_month"\n'
PEOPLE = """email,first_name,last_name,other_emails,external_id,verified,archived
Mei@Tanaka.example.org,Mei,Tanaka,mei@work.example.org; mei@home.example.org,00123,yes,
ana@example.org,Ana,Silva,,,no,
nobody@,No,Body,,,,
,Empty,Address,,,,
tomas@example.org,Tomás,Rivera,,,maybe,
"""
COMPLETIONS = """email,course,completed_on,first_name,last_name
ana@example.org,BLS-2,2025-02-10,,
new@example.org,BLS-2,2025-02-10,New,Comer
ana@example.org,BLS-3,2025-02-10,,
ana@example.org,BLS-2,2099-01-01,,
ana@example.org,BLS-2,someday,,
"""
CERTIFICATES = """email,course,certified_on,valid_through,number,state
mei@work.example.org,BLS-2,2025-02-10,,,
mei@work.example.org,BLS-2,2023-02-10,2025-02-28,A-1,revoked
mei@work.example.org,BLS-2,2024-02-10,2024-02-01,,
"""


@pytest.fixture
def desk(harbour: Terminal, tmp_path: Path) -> Terminal:
    """Harbour with one course."""
    file = tmp_path / "courses.toml"
    file.write_text(COURSES, encoding="utf-8")
    harbour.json("import", "courses", str(file), "--org", "harbour")
    return harbour


def bring(terminal: Terminal, folder: Path, kind: str, text: str, *words: str) -> dict[str, object]:
    file = folder / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    return terminal.json("import", kind, str(file), "--org", "harbour", *words)


def codes(answer: dict[str, object]) -> list[tuple[int, str, str]]:
    problems = answer["problems"]
    assert isinstance(problems, list)
    assert all(set(one) == PROBLEM and one["say"] and one["cure"] for one in problems)
    return [(one["line"], one["column"], one["code"]) for one in problems]


def test_people_come_in_and_the_same_file_again_gives_unchanged_only(desk: Terminal, tmp_path: Path) -> None:
    answer = bring(desk, tmp_path, "people", PEOPLE)
    assert set(answer) == {"new", "updated", "unchanged", "problems"}
    assert (answer["new"], answer["updated"], answer["unchanged"]) == (2, 0, 0)
    expected = [(4, "email", "BAD_EMAIL"), (5, "email", "MISSING_EMAIL"), (6, "verified", "BAD_FLAG")]
    assert codes(answer) == expected
    again = bring(desk, tmp_path, "people", PEOPLE)
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert codes(again) == expected


def test_completions_come_in_and_each_problem_is_named(desk: Terminal, tmp_path: Path) -> None:
    bring(desk, tmp_path, "people", PEOPLE)
    answer = bring(desk, tmp_path, "completions", COMPLETIONS)
    assert (answer["new"], answer["updated"], answer["unchanged"]) == (2, 0, 0)
    assert codes(answer) == [
        (4, "course", "UNKNOWN_COURSE"),
        (5, "completed_on", "FUTURE_DATE"),
        (6, "completed_on", "BAD_DATE"),
    ]
    assert bring(desk, tmp_path, "completions", COMPLETIONS)["unchanged"] == 2


def test_certificates_come_in_as_history_too(desk: Terminal, tmp_path: Path) -> None:
    bring(desk, tmp_path, "people", PEOPLE)
    answer = bring(desk, tmp_path, "certificates", CERTIFICATES)
    assert (answer["new"], answer["updated"], answer["unchanged"]) == (2, 0, 0)
    assert codes(answer) == [(4, "valid_through", "BAD_DATE")]
    assert bring(desk, tmp_path, "certificates", CERTIFICATES)["unchanged"] == 2
    assert desk.json("doctor")["healthy"] is True


def test_on_is_today_for_what_counts_as_the_future(desk: Terminal, tmp_path: Path) -> None:
    text = "email,course,completed_on\nana@example.org,BLS-2,2025-02-10\n"
    early = bring(desk, tmp_path, "completions", text, "--on", "2025-02-09")
    assert codes(early) == [(2, "completed_on", "FUTURE_DATE")]
    assert bring(desk, tmp_path, "completions", text, "--on", "2025-02-10")["new"] == 1


def test_a_dry_run_counts_and_changes_nothing(desk: Terminal, tmp_path: Path) -> None:
    dry = bring(desk, tmp_path, "people", PEOPLE, "--dry-run")
    assert dry == bring(desk, tmp_path, "people", PEOPLE)


def test_a_file_that_is_no_list_is_refused_and_nothing_goes_in(desk: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"")
    assert desk.refused("import", "people", str(file), "--org", "harbour")["refused"] == "EMPTY"
    file.write_text('email,first_name\nana@example.org,"Ana\n', encoding="utf-8")
    assert desk.refused("import", "people", str(file), "--org", "harbour")["refused"] == "UNCLOSED_QUOTE"
    file.write_text("name,phone\nAna,1\n", encoding="utf-8")
    assert desk.refused("import", "people", str(file), "--org", "harbour")["refused"] == "NO_HEADER"


def test_a_refusal_late_in_a_long_file_leaves_nothing_of_it(desk: Terminal, tmp_path: Path) -> None:
    rows = "".join(f"person{at}@example.org,P{at}\n" for at in range(120_000))
    file = tmp_path / "people.csv"
    file.write_text(f'email,first_name\n{rows}last@example.org,"open\n', encoding="utf-8")
    assert desk.refused("import", "people", str(file), "--org", "harbour")["refused"] == "UNCLOSED_QUOTE"
    text = "email,first_name\nperson0@example.org,P0\n"
    assert bring(desk, tmp_path, "people", text)["new"] == 1


def test_without_json_a_person_reads_sentences(desk: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    said = desk.run("import", "people", str(file), "--org", "harbour")
    assert said.out.startswith("people.csv: 2 new, 0 updated, 0 unchanged, 3 with a problem\n  line 4: ")
