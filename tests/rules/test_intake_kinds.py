"""People, completions, certificates, pairs and lists of any kind; dates, hours and flags in their cells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import IntakeRefused
from core.rules.intake import KINDS, Intake, Limits, Overrule, read
from core.rules.intake.days import day_first, parse_day
from core.rules.intake.samples import columns_table, sample_csv

TODAY = date(2026, 11, 24)


def listed(kind: str, text: str, **more: object) -> Intake:
    return read(text.encode(), "list.csv", kind, today=TODAY, **more)  # type: ignore[arg-type]


def codes(intake: Intake) -> list[tuple[int, str, str | None]]:
    return [(problem.line, problem.code, problem.column) for problem in intake.problems]


def days(*cells: str, **more: object) -> Intake:
    body = "".join(f"p{at}@example.org;BLS-2;{cell}\n" for at, cell in enumerate(cells))
    return listed("completions", f"email;course;completed_on\n{body}", **more)


OTHERS = ("o.berg@example.net", "olga@example.com")


def test_people_come_with_their_other_addresses_and_flags() -> None:
    found = listed(
        "people",
        "external_id,email,first_name,last_name,other_emails,verified,archived\n"
        "00417,Olga@example.org,Olga,Berg,o.berg@example.net; OLGA@example.com;o.berg@example.net,Yes,\n"
        ",mei@example.org,,,,nein,x\n",
    )
    assert [tuple(row) for row in found.rows] == [
        (2, "olga@example.org", "Olga", "Berg", OTHERS, "00417", True, None, "", "", "", ()),
        (3, "mei@example.org", "", "", (), "", False, True, "", "", "", ()),
    ]
    assert found.rows.as_json()[0]["other_emails"] == ["o.berg@example.net", "olga@example.com"]
    assert found.rows.as_json()[0]["verified"] is True


def test_people_come_with_where_they_work_and_under_whom() -> None:
    found = listed(
        "people",
        "E-Mail;Abteilung;Standort;Vorgesetzte/r\n"
        "mei@example.org;Intensive  care;Harbour;Nora Lind <Nora.Lind@Example.org>\n"
        "ben@example.org;;;Nora Lind\n"
        "eva@example.org;;;nora(at)example.org\n",
    )
    assert [(row.department, row.location, row.manager) for row in found.rows] == [
        ("Intensive care", "Harbour", "nora.lind@example.org"),
        ("", "", "Nora Lind"),
        ("", "", "nora(at)example.org"),
    ]
    assert found.problems == []


def test_a_department_is_a_column_of_people_only() -> None:
    found = listed("roster", "Name;E-Mail;Abteilung\nMei Tanaka;mei@example.org;Intensive care\n")
    assert found.detected.ignored == ["Abteilung"]


def test_only_the_address_is_a_must_for_people() -> None:
    assert len(listed("people", "email\nmei@example.org\n").rows) == 1


def test_what_is_wrong_with_people_is_named() -> None:
    found = listed(
        "people", "email,other_emails,verified\na@example.org,b@example.org;nonsense,\nb@example.org,,maybe\n"
    )
    assert codes(found) == [(2, "BAD_EMAIL", "other_emails"), (3, "BAD_FLAG", "verified")]
    assert len(found.rows) == 0


def test_completions_need_a_course_and_a_day() -> None:
    found = listed(
        "completions",
        "email,course,date\na@example.org,BLS-2,2026-02-10\nb@example.org,,2026-02-10\nc@example.org,BLS-2,\n"
        "d@example.org,BLS-2,2026-11-25\ne@example.org,BLS-2,soon\nf@example.org,BLS-2,2026-11-24\n",
    )
    assert [(row.line, row.course, row.completed_on) for row in found.rows] == [
        (2, "BLS-2", date(2026, 2, 10)),
        (7, "BLS-2", TODAY),
    ]
    assert codes(found) == [
        (3, "UNKNOWN_COURSE", "course"),
        (4, "BAD_DATE", "date"),
        (5, "FUTURE_DATE", "date"),
        (6, "BAD_DATE", "date"),
    ]
    assert found.rows.as_json()[0]["completed_on"] == "2026-02-10"


def test_a_list_without_a_needed_column_is_refused_by_its_name() -> None:
    with pytest.raises(IntakeRefused) as refused:
        listed("completions", "email,first_name\na@example.org,A\n")
    assert refused.value.code == "NO_HEADER"
    assert "course" in refused.value.say


def test_certificates_may_end_on_a_future_day_but_not_before_they_begin() -> None:
    found = listed(
        "certificates",
        "email,course,certified_on,valid_through,number,state\n"
        "a@example.org,BLS-2,2026-02-10,2028-02-10,0042,Revoked\n"
        "b@example.org,BLS-2,2026-02-10,,,\n"
        "c@example.org,BLS-2,2026-02-10,2025-02-10,,\n"
        "d@example.org,BLS-2,2026-02-10,,,lost\n",
    )
    assert [tuple(row)[3:7] for row in found.rows] == [
        (date(2026, 2, 10), date(2028, 2, 10), "0042", "revoked"),
        (date(2026, 2, 10), None, "", None),
    ]
    assert codes(found) == [(4, "BAD_DATE", "valid_through"), (5, "BAD_STATE", "state")]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-02-10", date(2026, 2, 10)),
        ("2026-2-3", date(2026, 2, 3)),
        ("2026/02/10", date(2026, 2, 10)),
        ("10.02.2026", date(2026, 2, 10)),
        ("3. 2. 2026", date(2026, 2, 3)),
        ("13/02/2026", date(2026, 2, 13)),
        ("02/13/2026", date(2026, 2, 13)),
        ("13-02-2026", date(2026, 2, 13)),
        ("05/05/2026", date(2026, 5, 5)),
        ("2026-02-10 09:30:00", date(2026, 2, 10)),
        ("2026-02-10T09:30", date(2026, 2, 10)),
    ],
)
def test_a_day_in_each_of_its_spellings(cell: str, day: date) -> None:
    assert [row.completed_on for row in days(cell).rows] == [day]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "31.02.2026",
        "10.02.26",
        "20260210",
        "45000",
        "2026-02-10T23:30:00Z",
        "1026-02-10",
        "٢٠٢٦-02-10",
        "2026-02",
    ],
)
def test_what_is_no_day_is_a_problem_with_a_cure(cell: str) -> None:
    found = days(cell)
    assert codes(found) == [(2, "BAD_DATE", "completed_on")]
    assert "YYYY-MM-DD" in found.problems[0].cure


def test_which_number_is_the_day_is_told_by_the_whole_column() -> None:
    assert [row.completed_on for row in days("03/04/2026", "13/04/2026").rows] == [date(2026, 4, 3), date(2026, 4, 13)]
    assert [row.completed_on for row in days("03/04/2026", "04/13/2026").rows] == [date(2026, 3, 4), date(2026, 4, 13)]


def test_when_the_column_does_not_tell_nothing_is_guessed() -> None:
    untold = days("03/04/2026", "2026-02-10", "05/05/2026")
    assert codes(untold) == [(2, "BAD_DATE", "completed_on")]
    assert "either" in untold.problems[0].say
    contradictory = days("13/04/2026", "04/13/2026", "03/04/2026")
    assert codes(contradictory) == [(4, "BAD_DATE", "completed_on")]
    chosen = days("03/04/2026", overrule=Overrule(day_first=False))
    assert chosen.rows[0].completed_on == date(2026, 3, 4)


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), min_size=1), st.booleans())
def test_days_written_one_way_are_read_back_or_not_at_all(written: list[date], first: bool) -> None:
    cells = [day.strftime("%d/%m/%Y" if first else "%m/%d/%Y") for day in written]
    order = day_first(cells)
    told = any(day.day > 12 for day in written)
    assert order is (first if told else None)
    assert all(parse_day(cell, order) in (day, None) for cell, day in zip(cells, written, strict=True))
    assert not told or [parse_day(cell, order) for cell in cells] == written


def test_pairs_stand_in_one_cell_or_in_two() -> None:
    one = listed("pairs", "CEULid:email\nCEU-1:Mei@example.org\n ceu-2 : olga@example.org \n")
    two = listed("pairs", "email;Hours;CEU ID;Date\nmei@example.org;1,5;CEU-1;10.02.2026\nolga@example.org;;ceu-2;\n")
    assert [(row.ceulid, row.email) for row in one.rows] == [
        ("CEU-1", "mei@example.org"),
        ("ceu-2", "olga@example.org"),
    ]
    assert [tuple(row)[1:5] for row in two.rows] == [
        ("CEU-1", "mei@example.org", Decimal("1.5"), date(2026, 2, 10)),
        ("ceu-2", "olga@example.org", None, None),
    ]
    assert two.rows.as_json()[0]["hours"] == 1.5


def test_pairs_need_no_header() -> None:
    one = listed("pairs", "CEU-1:mei@example.org\nCEU-2:mailto:olga@example.org\n")
    assert [tuple(row)[:3] for row in one.rows] == [(1, "CEU-1", "mei@example.org"), (2, "CEU-2", "olga@example.org")]
    assert (one.detected.header_line, one.detected.columns) == (None, {"pair": "column 1"})
    two = listed("pairs", "CEU-1\tmei@example.org\n\nCEU-2\tolga@example.org\n")
    assert [tuple(row)[:3] for row in two.rows] == [(1, "CEU-1", "mei@example.org"), (3, "CEU-2", "olga@example.org")]


def test_a_pair_with_a_bad_address_is_a_problem_and_is_kept_in_sight() -> None:
    found = listed("pairs", "CEU-1:mei@example.org\nCEU-2:mei(at)example.org\n:olga@example.org\nCEU-3:\nCEU-4\n")
    assert codes(found) == [
        (2, "BAD_EMAIL", "column 1"),
        (3, "UNKNOWN_COURSE", "column 1"),
        (4, "MISSING_EMAIL", "column 1"),
        (5, "MISSING_EMAIL", "column 1"),
    ]
    assert [row.line for row in found.rows] == [1]
    assert [tuple(row)[:3] for row in found.salvaged] == [(2, "CEU-2", "mei(at)example.org")]


@pytest.mark.parametrize(
    ("cell", "hours"),
    [("1", 1), ("1.5", 1.5), ("1,25", 1.25), ("1.500", 1.5), ("1000", 1000)],
)
def test_hours_as_people_write_them(cell: str, hours: float) -> None:
    assert listed("pairs", f"ceulid;email;hours\nC;a@example.org;{cell}\n").rows[0].hours == Decimal(str(hours))


@pytest.mark.parametrize("cell", ["0", "-1", "1000.01", "1h", "one", "1.234", "1.5.2", "٣", "1e3", "9999999"])
def test_what_is_no_number_of_hours_is_a_problem(cell: str) -> None:
    assert codes(listed("pairs", f"ceulid;email;hours\nC;a@example.org;{cell}\n")) == [(2, "BAD_HOURS", "hours")]


def test_any_list_keeps_its_cells_and_wants_every_row_as_wide_as_the_header() -> None:
    found = listed("any", "a,b\n 1 ,NA\n\n1\n1,2,\n1,2,3\n\x01,2\n00123,2\n")
    assert [(row.line, row.cells) for row in found.rows] == [(2, ("1", "NA")), (8, ("00123", "2"))]
    assert codes(found) == [
        (4, "TOO_FEW_CELLS", "b"),
        (5, "TOO_MANY_CELLS", None),
        (6, "TOO_MANY_CELLS", None),
        (7, "CONTROL_CHARACTER", "a"),
    ]
    assert found.detected.as_json()["columns"] == {}
    assert found.rows.as_json() == [{"line": 2, "cells": ["1", "NA"]}, {"line": 8, "cells": ["00123", "2"]}]
    assert codes(listed("any", f"a\n{'x' * 9}\n", limits=Limits(cell=8))) == [(2, "CELL_TOO_LONG", "a")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_of_each_kind_is_read_without_a_problem(kind: str) -> None:
    found = read(sample_csv(kind), f"{kind}.csv", kind, today=TODAY)
    assert (len(found.rows), found.problems) == (2, [])
    if kind != "any":
        assert list(found.detected.columns) == [field.name for field in KINDS[kind].fields]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "any"])
def test_the_table_of_columns_names_every_column(kind: str) -> None:
    assert [line.split("`")[1] for line in columns_table(kind).splitlines()[2:]] == [
        field.name for field in KINDS[kind].fields
    ]


def test_a_day_long_ago_is_taken_for_a_slip() -> None:
    assert parse_day("1899-12-31", None) is None
    assert parse_day("1900-01-01", None) == date(1899, 12, 31) + timedelta(days=1)


def test_the_page_about_lists_is_up_to_date() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lists.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if kind != "any" and columns_table(kind) not in page] == []
