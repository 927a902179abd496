"""Rosters as people send them: which rows are good, and every problem of every other one."""

from __future__ import annotations

import json

import pytest

from core.errors import IntakeRefused
from core.rules.intake import Intake, Limits, Overrule, read

HEADER = "First name,Last name,E-mail\n"


def roster(text: str, **more: object) -> Intake:
    return read(text.encode(), "roster.csv", "roster", **more)  # type: ignore[arg-type]


def codes(intake: Intake) -> list[tuple[int, str, str | None]]:
    return [(problem.line, problem.code, problem.column) for problem in intake.problems]


def refusal(content: bytes, name: str = "list.csv", kind: str = "roster") -> IntakeRefused:
    with pytest.raises(IntakeRefused) as refused:
        read(content, name, kind)
    return refused.value


def test_a_plain_roster_is_read_with_its_lines() -> None:
    found = roster(HEADER + "Olga,Berg,Olga.Berg@Example.org\nMei,Tanaka,mei@example.org\n")
    assert [tuple(row) for row in found.rows] == [
        (2, "Olga", "Berg", "olga.berg@example.org", ()),
        (3, "Mei", "Tanaka", "mei@example.org", ()),
    ]
    assert found.problems == []
    assert found.detected.columns == {"first_name": "First name", "last_name": "Last name", "email": "E-mail"}


def test_the_document_has_the_shape_that_other_systems_depend_on() -> None:
    found = roster(
        "Participants\n\nPhone;E-Mail Address;Vorname;Nachname\n1;olga@example.org;Olga;Berg\n;;;\n2;bad;A;B\n"
    )
    assert json.loads(json.dumps(found.as_json())) == {
        "file": "roster.csv",
        "detected": {
            "encoding": "utf-8",
            "delimiter": ";",
            "header_line": 3,
            "columns": {"email": "E-Mail Address", "first_name": "Vorname", "last_name": "Nachname"},
            "ignored": ["Phone"],
            "header": ["Phone", "E-Mail Address", "Vorname", "Nachname"],
        },
        "rows": [{"line": 4, "first_name": "Olga", "last_name": "Berg", "email": "olga@example.org"}],
        "problems": [
            {
                "line": 6,
                "column": "E-Mail Address",
                "value": "bad",
                "code": "BAD_EMAIL",
                "say": "An e-mail address has an @ in it.",
                "cure": "Correct the address, such as name@example.org.",
            }
        ],
        "blank_lines": 2,
    }


def test_every_problem_of_every_row_is_found_at_once_and_the_good_rows_stay() -> None:
    found = roster(
        HEADER
        + "Olga,Berg,olga@example.org\n"  # 2
        + "Mei,Tanaka,\n"  # 3
        + ",,mei@example.org\n"  # 4
        + ",,nonsense\n"  # 5
        + "Andrea,Steele\n"  # 6
        + "Nils,Holm,nils@example.org,Oslo\n"  # 7
        + "Ni\x07ls,Holm,nils@example.org\n"  # 8
        + f"{'N' * 2001},Holm,nils@example.org\n"  # 9
        + "Andrea,Steele,andrea@example.org\n"  # 10
    )
    assert [row.line for row in found.rows] == [2, 10]
    assert codes(found) == [
        (3, "MISSING_EMAIL", "E-mail"),
        (4, "MISSING_NAME", "First name"),
        (5, "BAD_EMAIL", "E-mail"),
        (5, "MISSING_NAME", "First name"),
        (6, "TOO_FEW_CELLS", "E-mail"),
        (7, "TOO_MANY_CELLS", None),
        (8, "CONTROL_CHARACTER", "First name"),
        (9, "CELL_TOO_LONG", "First name"),
    ]
    assert all(problem.say.endswith(".") and problem.cure.endswith(".") for problem in found.problems)
    assert len(found.problems[-1].value or "") < 200


def test_one_name_is_enough_and_a_short_row_is_fine_when_nothing_needed_is_missing() -> None:
    found = roster("E-mail,First name,Last name,Phone\nmei@example.org,Mei\nolga@example.org,,Berg,1\n")
    assert [(row.first_name, row.last_name) for row in found.rows] == [("Mei", ""), ("", "Berg")]
    assert found.problems == []


def test_a_row_that_ends_before_its_names_is_too_short() -> None:
    assert codes(roster("E-mail,First name,Last name\nmei@example.org\n")) == [(2, "TOO_FEW_CELLS", "First name")]


def test_empty_cells_past_the_header_are_no_problem() -> None:
    found = roster(HEADER + "Olga,Berg,olga@example.org,,,\n")
    assert (len(found.rows), found.problems) == (1, [])


def test_the_same_address_twice_is_flagged_on_both_rows_and_kept() -> None:
    found = roster(
        HEADER + "Mei,T,mei@example.org\nOlga,B,o@example.org\nM,T,MEI@example.org\nM,T,mailto:mei@example.org\n"
    )
    assert [row.same_as for row in found.rows] == [(4, 5), (), (2, 5), (2, 4)]
    assert [row.get("same_as") for row in found.rows.as_json()] == [[4, 5], None, [2, 5], [2, 4]]


def test_a_row_with_a_problem_is_not_the_twin_of_a_good_one() -> None:
    found = roster(HEADER + "Mei,T,mei@example.org\n,,mei@example.org\n")
    assert [row.same_as for row in found.rows] == [()]


def test_one_address_on_a_thousand_rows_does_not_make_a_million_flags() -> None:
    found = roster(HEADER + "Mei,T,mei@example.org\n" * 1000)
    assert {len(row.same_as) for row in found.rows} == {20}
    assert all(row.line not in row.same_as for row in found.rows)


def test_cells_are_composed_and_trimmed_and_otherwise_as_they_stood() -> None:
    found = roster(
        "First name,Last name,E-mail\n\u00a0Jose\u0301\u200b , 00123 ,a@example.org\nNA,  O  Neil,b@example.org\n"
    )
    assert [(row.first_name, row.last_name) for row in found.rows] == [("José", "00123"), ("NA", "O  Neil")]


def test_rows_of_nothing_but_delimiters_and_space_are_blank_and_counted() -> None:
    found = roster("\n \n" + HEADER + "\n,,\n \t,\u00a0,\u200b\nOlga,Berg,olga@example.org\n\n")
    assert found.blank_lines == 6
    assert [row.line for row in found.rows] == [7]


def test_a_list_of_nobody_is_a_list() -> None:
    found = roster(HEADER)
    assert (len(found.rows), found.problems) == (0, [])


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"  \r\n ;;; \n", b"\xef\xbb\xbf", b"\xff\xfe\n\x00"])
def test_a_file_of_nothing_is_refused(content: bytes) -> None:
    assert refusal(content).code == "EMPTY"


def test_a_file_without_an_email_column_is_refused_with_what_to_do() -> None:
    refused = refusal(b"First name,Last name,Phone\nOlga,Berg,1\n")
    assert refused.code == "NO_HEADER"
    assert "E-mail" in refused.say


def test_the_bounds_of_a_page_are_kept() -> None:
    bounds = Limits(bytes=200, rows=3, columns=4)
    body = "A,B,a@example.org\n"
    assert len(roster(HEADER + body * 3, limits=bounds).rows) == 3
    for text, code in (
        (HEADER + body * 4, "TOO_MANY_ROWS"),
        ("E-mail,a,b,c,d\n", "TOO_MANY_COLUMNS"),
        (HEADER + " " * 200, "TOO_LARGE"),
    ):
        with pytest.raises(IntakeRefused) as refused:
            roster(text, limits=bounds)
        assert refused.value.code == code


def test_blank_rows_do_not_count_against_the_bound() -> None:
    found = roster(HEADER + "\n" * 50 + "A,B,a@example.org\n" * 3, limits=Limits(rows=3))
    assert (len(found.rows), found.blank_lines) == (3, 50)


def test_what_was_detected_can_be_overruled() -> None:
    text = "sheet;of\nContact;Called;Also\nolga@example.org;Olga Berg;x\n".encode("cp1252")
    said = Overrule("windows-1252", ";", 2, {"email": "Contact", "full_name": 2})
    found = read(text, "a.csv", "roster", overrule=said)
    assert [tuple(row[1:4]) for row in found.rows] == [("Olga", "Berg", "olga@example.org")]
    assert found.detected.header_line == 2
    assert found.detected.ignored == ["Also"]
    assert said.as_json() == {
        "encoding": "windows-1252",
        "delimiter": ";",
        "header_line": 2,
        "columns": {"email": "Contact", "full_name": 2},
    }


def test_a_list_without_a_header_is_read_when_a_person_says_so() -> None:
    said = Overrule(header_line=0, columns={"first_name": 2, "email": 1})
    found = roster("olga@example.org,Olga\nmei@example.org,Mei\n", overrule=said)
    assert [tuple(row[:4]) for row in found.rows] == [
        (1, "Olga", "", "olga@example.org"),
        (2, "Mei", "", "mei@example.org"),
    ]
    assert found.detected.as_json()["header_line"] is None
    assert found.detected.columns == {"first_name": "column 2", "email": "column 1"}


def test_one_column_can_be_chosen_or_taken_away_and_the_others_stay_as_detected() -> None:
    text = "First name,Last name,E-mail,Private\nOlga,Berg,o@example.org,olga@example.org\n"
    chosen = roster(text, overrule=Overrule(columns={"email": "Private"}))
    assert chosen.rows[0].email == "olga@example.org"
    assert chosen.detected.ignored == ["E-mail"]
    without = roster(text, overrule=Overrule(columns={"last_name": 0}))
    assert tuple(without.rows[0][1:4]) == ("Olga", "", "o@example.org")


@pytest.mark.parametrize("columns", [{"email": "Nowhere"}, {"email": 9}, {"shoe_size": 1}, {"email": -1}])
def test_a_column_that_is_not_there_is_refused_by_name(columns: dict[str, str | int]) -> None:
    with pytest.raises(IntakeRefused) as refused:
        roster(HEADER, overrule=Overrule(columns=columns))
    assert refused.value.code == "NO_HEADER"


def test_rows_can_be_taken_as_columns_or_one_by_one() -> None:
    rows = roster(HEADER + "Olga,Berg,o@example.org\nMei,Tanaka,m@example.org\n").rows
    assert rows.columns["last_name"] == ["Berg", "Tanaka"]
    assert rows[-1] == rows[1] == rows[0:2][1]
    assert rows[1].last_name == "Tanaka"
    with pytest.raises(IndexError):
        rows[2]
