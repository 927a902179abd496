"""`core classify`: its JSON, and that it says what the records say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.terminal import Terminal

TODAY = "2026-03-02"
HELD = "2026-02-20"
COURSES = """
[[course]]
code = "ONLINE"
title = "BLS Online"
family = "BLS-ONLINE"

[[course]]
code = "BLS-1"
title = "BLS Rescuer, first edition"
family = "BLS"
months = 24

[[course]]
code = "BLS-2"
title = "BLS Rescuer"
family = "BLS"
version = 2
months = 24
rule = "end_of_month"
window_days = 90
fees = [{ from = "2024-01-01", new = 2500, renewal = 2000 }, { from = "2026-06-01", new = 3000, renewal = 2000 }]
[[course.requires]]
family = "BLS-ONLINE"
max_age_months = 24

[[course]]
code = "FIRST-AID"
title = "First Aid"
fees = [{ from = "2024-01-01", new = 1000 }]
"""
PEOPLE = """email,first_name,last_name,other_emails,archived
ana.silva@example.org,Ana,Silva,,
mei@clinic.example.com,Mei,Tanaka,mei@university.example.net,
cara@example.org,Cara,Holt,,
olaf@example.org,Olaf,Lund,,
rita@example.org,Rita,Moss,,
arno@example.org,Arno,Weiss,,yes
zoe@example.org,Zoë,Żak,,
"""
COMPLETIONS = """email,course,completed_on
ana.silva@example.org,ONLINE,2025-09-01
mei@clinic.example.com,ONLINE,2025-09-02
olaf@example.org,ONLINE,2023-09-01
rita@example.org,ONLINE,2025-09-04
zoe@example.org,ONLINE,2025-09-05
"""
CERTIFICATES = """email,course,certified_on,state
cara@example.org,BLS-2,2025-10-01,issued
rita@example.org,BLS-2,2025-09-10,revoked
zoe@example.org,BLS-1,2025-09-10,issued
"""


@pytest.fixture
def records(harbour: Terminal, tmp_path: Path) -> Terminal:
    """Harbour teaches BLS in two editions and First Aid, and knows seven people."""
    for kind, ending, text in (
        ("courses", "toml", COURSES),
        ("people", "csv", PEOPLE),
        ("completions", "csv", COMPLETIONS),
        ("certificates", "csv", CERTIFICATES),
    ):
        file = tmp_path / f"{kind}.{ending}"
        file.write_text(text, encoding="utf-8")
        answer = harbour.json("import", kind, str(file), "--org", "harbour", "--on", TODAY)
        assert answer["problems"] == []
    return harbour


@pytest.fixture
def classify(records: Terminal, tmp_path: Path) -> Any:
    def ask(lines: str, *more: str, course: str = "BLS-2", held: str = HELD, on: str = TODAY) -> dict[str, Any]:
        words = ("--org", "harbour", "--course", course, "--date", held, "--on", on, *more)
        return records.json("classify", str(roster(tmp_path, lines)), *words)

    return ask


def roster(folder: Path, lines: str) -> Path:
    file = folder / "roster.csv"
    file.write_text("First name,Last name,E-mail\n" + lines, encoding="utf-8")
    return file


def codes(row: dict[str, Any], what: str = "reasons") -> list[str]:
    return [each["code"] for each in row[what]]


def test_each_row_has_person_status_reason_and_next_step(classify: Any) -> None:
    answer = classify("Ana,Silva,ana.silva@example.org\n")
    row = answer["rows"][0]
    assert type(row.pop("person")) is int
    assert answer == {
        "rows": [
            {
                "line": 2,
                "first_name": "Ana",
                "last_name": "Silva",
                "email": "ana.silva@example.org",
                "course": "BLS-2",
                "status": "Active",
                "selectable": True,
                "reasons": [
                    {
                        "code": "REQUIREMENTS_MET",
                        "requires": None,
                        "say": "Everything that the course requires is met.",
                    }
                ],
                "warnings": [],
                "next": "Tick this row to issue a certificate.",
            }
        ],
        "problems": [],
        "counts": {"Active": 1, "Inactive": 0, "Completed": 0},
        "total": 2500,
        "currency": "EUR",
    }


def test_every_standing_is_told_with_its_reason(classify: Any) -> None:
    answer = classify(
        "Ana,Silva,ana.silva@example.org\n"
        "Cara,Holt,cara@example.org\n"
        "Olaf,Lund,olaf@example.org\n"
        "Rita,Moss,rita@example.org\n"
        "Arno,Weiss,arno@example.org\n"
        "Una,Known,nobody@example.org\n"
    )
    stands = [(row["line"], row["status"], row["selectable"], codes(row)) for row in answer["rows"]]
    assert stands == [
        (2, "Active", True, ["REQUIREMENTS_MET"]),
        (3, "Completed", False, ["CERTIFICATE_VALID"]),
        (4, "Inactive", False, ["PREREQUISITE_TOO_OLD"]),
        (5, "Inactive", False, ["REVOKED"]),
        (6, "Inactive", False, ["PERSON_ARCHIVED"]),
        (7, "Inactive", False, ["NO_PERSON"]),
    ]
    assert answer["rows"][2]["reasons"][0]["requires"] == "BLS-ONLINE"
    assert answer["rows"][5]["person"] is None
    assert answer["counts"] == {"Active": 1, "Inactive": 4, "Completed": 1}


def test_the_same_person_by_another_address_can_be_ticked_on_the_first_line_only(classify: Any) -> None:
    answer = classify("Mei,Tanaka,MEI@university.example.net\nMei,Tanaka,mei@clinic.example.com\n")
    first, second = answer["rows"]
    assert first["person"] == second["person"]
    assert [(first["selectable"], codes(first, "warnings")), (second["selectable"], codes(second, "warnings"))] == [
        (True, ["DUPLICATE_IN_FILE"]),
        (False, ["DUPLICATE_IN_FILE"]),
    ]
    assert "line 3 too" in first["warnings"][0]["say"]
    assert "line 2" in second["warnings"][0]["say"]
    assert answer["counts"]["Active"] == 2
    assert answer["total"] == 2500


def test_another_name_than_the_one_on_record_is_warned_of_whatever_the_accents_and_the_order(classify: Any) -> None:
    answer = classify("Żak,ZOE,zoe@example.org\nAnna,Sylva,ana.silva@example.org\n,Lund Olaf,olaf@example.org\n")
    assert ["NAME_DIFFERS" in codes(row, "warnings") for row in answer["rows"]] == [False, True, False]


def test_an_older_edition_does_not_complete_and_is_warned_of(classify: Any) -> None:
    row = classify("Zoë,Żak,zoe@example.org\n")["rows"][0]
    assert (row["status"], codes(row), codes(row, "warnings")) == ("Active", ["RENEWAL_OPEN"], ["OLDER_VERSION_HELD"])


def test_retakes_make_completed_people_selectable_at_the_renewal_price(classify: Any) -> None:
    lines = "Cara,Holt,cara@example.org\n"
    without, under = classify(lines), classify(lines, "--retakes")
    assert (without["rows"][0]["selectable"], without["total"]) == (False, 0)
    row = under["rows"][0]
    assert (row["status"], row["selectable"], codes(row, "warnings")) == ("Completed", True, ["RETAKE"])
    assert under["total"] == 2000


def test_every_participant_stands_in_every_course_in_the_order_of_the_file_and_then_of_the_courses(
    classify: Any,
) -> None:
    lines = "Una,Known,nobody@example.org\nAna,Silva,ana.silva@example.org\n"
    answer = classify(lines, "--course", "BLS-2", "--course", "FIRST-AID", course="FIRST-AID")
    assert [(row["line"], row["course"]) for row in answer["rows"]] == [
        (2, "FIRST-AID"),
        (2, "BLS-2"),
        (3, "FIRST-AID"),
        (3, "BLS-2"),
    ]
    assert answer["total"] == 1000 + 2500


def test_the_price_is_that_of_today_and_not_of_the_workshop(classify: Any) -> None:
    assert classify("Ana,Silva,ana.silva@example.org\n", on="2026-06-01")["total"] == 3000


def test_a_row_with_a_problem_is_among_the_problems_only(classify: Any) -> None:
    answer = classify("Ana,Silva,ana.silva@example.org\nBen,Broken,ben at example\n,,\nCara,Holt,\n")
    assert [row["line"] for row in answer["rows"]] == [2]
    assert [(one["line"], one["code"]) for one in answer["problems"]] == [(3, "BAD_EMAIL"), (5, "MISSING_EMAIL")]
    assert sum(answer["counts"].values()) == 1


def test_a_list_of_nobody_has_counts_and_a_total_of_nothing(classify: Any) -> None:
    answer = classify("")
    assert (answer["rows"], answer["counts"], answer["total"]) == ([], {"Active": 0, "Inactive": 0, "Completed": 0}, 0)


def test_people_of_another_organisation_are_unknown_here(records: Terminal, tmp_path: Path) -> None:
    records.json("init", "--org", "north", "--name", "North", "--zone", "America/New_York", "--currency", "USD")
    courses = tmp_path / "north.toml"
    courses.write_text('[[course]]\ncode = "VET"\ntitle = "Vet"\n', encoding="utf-8")
    records.json("import", "courses", str(courses), "--org", "north")
    file = roster(tmp_path, "Ana,Silva,ana.silva@example.org\n")
    answer = records.json("classify", str(file), "--org", "north", "--course", "VET", "--date", HELD, "--on", TODAY)
    assert [(row["person"], codes(row)) for row in answer["rows"]] == [(None, ["NO_PERSON"])]
    assert answer["currency"] == "USD"


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("--course", "BLS2", "--date", HELD), "NOT_FOUND", "BLS-2"),
        (("--course", "BLS-2", "--date", "2026-03-03"), "FUTURE_WORKSHOP", "2026-03-03"),
    ],
)
def test_an_unknown_course_and_a_day_to_come_are_refused(
    records: Terminal, tmp_path: Path, words: tuple[str, ...], code: str, named: str
) -> None:
    file = roster(tmp_path, "Ana,Silva,ana.silva@example.org\n")
    refusal = records.refused("classify", str(file), "--org", "harbour", "--on", TODAY, *words)
    assert refusal["refused"] == code
    assert named in refusal["say"]


def test_a_file_that_is_no_list_and_one_that_is_not_there_are_refused(records: Terminal, tmp_path: Path) -> None:
    words = ("--org", "harbour", "--course", "BLS-2", "--date", HELD, "--on", TODAY)
    picture = tmp_path / "roster.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    assert records.refused("classify", str(picture), *words)["refused"] == "BINARY"
    assert "roster.png" in records.refused("classify", str(tmp_path / "rooster.png"), *words)["say"]


def test_a_holder_may_not_ask(records: Terminal, tmp_path: Path) -> None:
    file = roster(tmp_path, "Ana,Silva,ana.silva@example.org\n")
    words = ("--org", "harbour", "--course", "BLS-2", "--date", HELD, "--on", TODAY)
    assert records.refused("classify", str(file), *words, "--actor", "cara@example.org")["refused"] == "NOT_ALLOWED"
    records.json("user", "add", "andrea@harbour.example.org", "--org", "harbour", "--role", "instructor")
    assert records.json("classify", str(file), *words, "--actor", "andrea@harbour.example.org")["counts"]["Active"] == 1


def test_an_instructor_whose_own_certificate_had_ended_is_warned_on_every_row_of_that_course(
    records: Terminal, tmp_path: Path
) -> None:
    records.json("user", "add", "andrea@harbour.example.org", "--org", "harbour", "--role", "instructor")
    held = tmp_path / "held.csv"
    held.write_text("email,course,certified_on\nandrea@harbour.example.org,BLS-2,2023-05-01\n", encoding="utf-8")
    records.json("import", "certificates", str(held), "--org", "harbour", "--on", TODAY)
    file = roster(tmp_path, "Ana,Silva,ana.silva@example.org\n")
    words = ("--org", "harbour", "--course", "BLS-2", "--course", "FIRST-AID", "--date", HELD, "--on", TODAY)
    asked = records.json("classify", str(file), *words, "--actor", "andrea@harbour.example.org")
    assert [codes(row, "warnings") for row in asked["rows"]] == [["INSTRUCTOR_LAPSED"], []]
    assert [row["status"] for row in asked["rows"]] == ["Active", "Active"]
    assert [codes(row, "warnings") for row in records.json("classify", str(file), *words)["rows"]] == [[], []]


def test_a_person_reads_counts_reasons_and_the_total(records: Terminal, tmp_path: Path) -> None:
    file = roster(tmp_path, "Ana,Silva,ana.silva@example.org\nUna,Known,nobody@example.org\n")
    words = ("--org", "harbour", "--course", "BLS-2", "--date", HELD, "--on", TODAY)
    said = records.run("classify", str(file), *words)
    assert said.status == 0
    assert "1 Active, 1 Inactive, 0 Completed" in said.out
    assert "25.00 EUR" in said.out
    assert "line 3: Una Known, BLS-2: Inactive. Nobody known here has this address." in said.out
