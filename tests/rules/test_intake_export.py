"""Tables that leave: nothing in them acts as a formula, and they are read back as they were."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.intake import read
from core.rules.intake.export import csv_file, neutral_cell, xlsx_file

FORMULAS = [
    "=1+1",
    "+49 40 1234",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "\u00a0=cmd|' /C calc'!A0",
    "＝1+1",
    "＠x",
    '"=1',
    "'=1",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_looks_like_a_formula_is_made_a_text(cell: str) -> None:
    assert neutral_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Olga", "o@example.org", "1=1", "O'Neil", "'t Hooft", "a-b", "2026-02-10", " x"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert neutral_cell(cell) == cell


def test_a_csv_opens_in_excel_with_its_accents_and_without_formulas() -> None:
    made = csv_file(["Name", "=Hours"], [["Zoë; =1", Decimal("1.5")], ["=1+1", None], [date(2026, 2, 10), True]])
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert rows == [["Name", "'=Hours"], ["Zoë; =1", "1.5"], ["'=1+1", ""], ["2026-02-10", "yes"]]


def test_a_workbook_holds_texts_numbers_and_dates_but_no_formula() -> None:
    rows = [["=1+1", 417, date(2026, 2, 10)], ["00123", Decimal("1.5"), None], ["http://example.org", False, "NA"]]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(["Name", "N", "Day"], rows)))
    cells = [list(row) for row in book["List"].iter_rows()]
    assert [[cell.value for cell in row][:2] for row in cells] == [
        ["Name", "N"],
        ["'=1+1", 417],
        ["00123", 1.5],
        ["http://example.org", "no"],
    ]
    assert cells[1][2].value.date() == date(2026, 2, 10)
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in cells for cell in row)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=15) | st.sampled_from(FORMULAS),
        min_size=1,
        max_size=4,
    )
)
def test_no_cell_of_a_csv_begins_a_formula(cells: list[str]) -> None:
    made = csv_file(["a"] * len(cells), [cells])
    shown = next(iter(list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))[1:]))
    assert all(not cell.lstrip(' \u00a0\u3000\u200b\ufeff"').startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in shown)


def test_what_is_taken_away_can_be_brought_back() -> None:
    header, rows = (
        ["First name", "Last name", "E-mail"],
        [["Zoë", "O'Neil", "z@example.org"], ["00123", "NA", "n@example.org"]],
    )
    for made in (csv_file(header, rows), xlsx_file(header, rows)):
        assert [list(row[1:4]) for row in read(made, "a", "roster").rows] == rows
