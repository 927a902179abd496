"""Workbooks: the right sheet, cells as a person sees them, and traps that are refused before they are opened."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest

from core.errors import IntakeRefused
from core.rules.intake import KINDS, Limits, Overrule, read, sheets
from core.rules.intake.sheets import as_text
from tests.rules.measuring import measured
from tests.rules.workbooks import SHEET, SHEET_END, SHEET_START, compound, declaring, ods, with_parts, xls, xlsx

HEADER = ("First name", "Last name", "E-mail")
OLGA = ("Olga", "Berg", "o@example.org")


def refusal(content: bytes, name: str = "list.xlsx", limits: Limits | None = None) -> IntakeRefused:
    with pytest.raises(IntakeRefused) as refused:
        read(content, name, "roster", limits=limits or Limits())
    return refused.value


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "", "LIST.XLS"])
def test_a_workbook_is_known_by_its_bytes_not_by_its_name(name: str) -> None:
    found = read(xlsx(HEADER, OLGA), name, "roster")
    assert [tuple(row) for row in found.rows] == [(2, *OLGA, ())]
    assert found.detected.as_json() == {
        "encoding": None,
        "delimiter": None,
        "header_line": 1,
        "columns": {"first_name": "First name", "last_name": "Last name", "email": "E-mail"},
        "ignored": [],
        "header": list(HEADER),
        "sheet": "List",
    }


def test_lines_are_rows_of_the_sheet_wherever_the_list_stands_in_it() -> None:
    found = read(xlsx(("Workshop",), (), HEADER, OLGA, (), ("Mei", "T", "m@example.org"), top=4, left=3), "a", "roster")
    assert found.detected.header_line == 7
    assert [row.line for row in found.rows] == [8, 10]


def test_numbers_dates_and_truths_are_read_as_they_are_seen() -> None:
    when = datetime(2026, 2, 10)

    def dates(book: object, sheet: object) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})  # type: ignore[attr-defined]
        sheet.write_datetime(1, 3, when, day)  # type: ignore[attr-defined]
        sheet.write_boolean(1, 4, True)  # type: ignore[attr-defined]
        sheet.write_formula(1, 5, "=1+1", None, 2)  # type: ignore[attr-defined]

    header = ("email", "id", "hours", "date", "flag", "sum", "text", "long")
    row = ("o@example.org", 417, 1.5, "", "", "", "00123", 123456789012)
    found = read(xlsx(header, row, more=dates), "a.xlsx", "any")
    cells = ("o@example.org", "417", "1.5", "2026-02-10", "TRUE", "2", "00123", "123456789012")
    assert found.rows[0].cells == cells


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (3.0, "3"),
        (-0.5, "-0.5"),
        (0.1, "0.1"),
        (1e20, "1e+20"),
        (7, "7"),
        (False, "FALSE"),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 9, 30), "2026-02-01 09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        ("x", "x"),
        (None, "None"),
    ],
)
def test_a_cell_of_each_kind_as_text(cell: object, seen: str) -> None:
    assert as_text(cell) == seen


def test_taken_is_the_first_visible_sheet_with_a_header() -> None:
    def more(book: object, sheet: object) -> None:
        for name, rows, hidden in (
            ("Old", [HEADER, ("Hidden", "H", "h@example.org")], True),
            ("People", [("Workshop",), HEADER, OLGA], False),
            ("Later", [HEADER, ("Nils", "Holm", "n@example.org")], False),
        ):
            page = book.add_worksheet(name)  # type: ignore[attr-defined]
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
            if hidden:
                page.hide()

    book = xlsx(("Read me first",), ("nothing here",), more=more)
    assert [row.email for row in read(book, "a.xlsx", "roster").rows] == ["o@example.org"]
    chosen = read(book, "a.xlsx", "roster", overrule=Overrule(sheet="Later"))
    assert (chosen.detected.sheet, chosen.rows[0].last_name) == ("Later", "Holm")
    with pytest.raises(IntakeRefused) as refused:
        read(book, "a.xlsx", "roster", overrule=Overrule(sheet="Nowhere"))
    assert "People" in refused.value.say


def test_open_document_sheets_and_old_workbooks_are_read() -> None:
    assert [tuple(row[:4]) for row in read(ods(HEADER, OLGA), "a.ods", "roster").rows] == [(2, *OLGA)]
    cells = [(row, column, text) for row, line in enumerate((HEADER, OLGA)) for column, text in enumerate(line)]
    for small in (False, True):
        found = read(xls(*cells, (2, 2, 5.0), small=small), "a.xls", "roster")
        assert [tuple(row[:4]) for row in found.rows] == [(2, *OLGA)]


def test_empty_and_headerless_workbooks_are_refused() -> None:
    assert refusal(xlsx()).code == "EMPTY"
    assert refusal(xlsx(("", " "), ())).code == "EMPTY"
    assert refusal(xlsx(("Name", "Phone"), ("Olga", 1))).code == "NO_HEADER"


def far(row: int, column: int) -> bytes:
    return xlsx(HEADER, OLGA, more=lambda book, sheet: sheet.write(row, column, "x"))


def repeated(rows: int, columns: int) -> str:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    row = f'<table:table-row table:number-rows-repeated="{rows}">'
    return f"{row}{cell}<text:p>x</text:p></table:table-cell></table:table-row>"


SWOLLEN = with_parts(
    xlsx(HEADER), {SHEET: SHEET_START + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 2_500_000 + SHEET_END}
)
MANY = b"<sst>" + b"<si><t>a</t></si>" * 3_600_000 + b"</sst>"
MANY_STRINGS = declaring(with_parts(xlsx(HEADER), {"xl/sharedStrings.xml": MANY}), "xl/sharedStrings.xml", 9)
UNPLACED = SHEET_START + b'<row r="1"><c><v>1</v></c></row><row r="900000"><c><v>1</v></c></row>' + SHEET_END
SLASHED = SHEET_START + b'<row r="1"><c r="ZZZ1" o="/>"><v>1</v></c></row>' + SHEET_END
TRAPS = {
    "unzips to more than it may": (SWOLLEN, "TOO_LARGE"),
    "declares less than it holds": (declaring(SWOLLEN, SHEET, 100), "TOO_LARGE"),
    "a sheet of zeros": (with_parts(xlsx(HEADER), {SHEET: b"\0" * 200_000_000}), "TOO_LARGE"),
    "too many strings": (MANY_STRINGS, "TOO_LARGE"),
    "cells without a place": (with_parts(xlsx(HEADER), {SHEET: UNPLACED}), "TOO_MANY_ROWS"),
    "a cell that only looks empty": (with_parts(xlsx(HEADER), {SHEET: SLASHED}), "TOO_MANY_COLUMNS"),
    "wide letters": (with_parts(xlsx(HEADER), {SHEET: UNPLACED.decode().encode("utf-16")}), "UNREADABLE_SHEET"),
    "a sheet under another name": (with_parts(xlsx(HEADER), {"xl/picture.png": b"\0" * 70_000_000}), "TOO_LARGE"),
    "a cell in the last corner": (far(1_048_575, 16_383), "TOO_MANY_COLUMNS"),
    "a cell far right": (far(1, 300), "TOO_MANY_COLUMNS"),
    "a cell far down": (far(1_048_575, 1), "TOO_MANY_ROWS"),
    "a wide and long frame": (far(90_000, 150), "TOO_LARGE"),
    "repeated cells": (ods(HEADER, OLGA, after=repeated(1, 100_000)), "TOO_MANY_COLUMNS"),
    "repeated rows": (ods(HEADER, OLGA, after=repeated(1_000_000, 2)), "TOO_MANY_ROWS"),
    "an old workbook's last corner": (xls((0, 0, "E-mail"), (65_535, 199, "x")), "TOO_LARGE"),
    "a small old workbook's last corner": (xls((0, 0, "E-mail"), (65_535, 199, "x"), small=True), "TOO_LARGE"),
    "an old workbook far right": (xls((0, 0, "E-mail"), (65_535, 255, 1.0)), "TOO_MANY_COLUMNS"),
    "cut off": (xlsx(HEADER, *[OLGA] * 500)[:-200], "UNREADABLE_SHEET"),
    "half": (xlsx(HEADER, *[OLGA] * 500)[:3000], "UNREADABLE_SHEET"),
    "no sheet inside": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "UNREADABLE_SHEET"),
    "a chain of sectors in a ring": (
        compound(b"x" * 5000)[:524] + b"\0" * 64 + compound(b"x" * 5000)[588:],
        "UNREADABLE_SHEET",
    ),
    "a web page": (b"<html><table><tr><td>E-mail</td></tr></table></html>", "UNREADABLE_SHEET"),
    "broken markup": (with_parts(xlsx(HEADER), {SHEET: SHEET_START + b"<row"}), "UNREADABLE_SHEET"),
    "entities": (
        with_parts(ods(HEADER), {"content.xml": b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'}),
        "UNREADABLE_SHEET",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_before_it_is_opened(trap: str) -> None:
    content, expected = TRAPS[trap]
    code, seconds, megabytes = measured(lambda: refusal(content).code)
    assert code == expected
    assert seconds < 2  # a second, and room for a busy machine
    assert megabytes < 100


def test_without_the_guard_a_small_workbook_would_take_hundreds_of_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = far(90_000, 150)
    assert len(content) < 10_000
    monkeypatch.setattr(sheets, "check_workbook", lambda *_: None)
    said, _, megabytes = measured(lambda: str(sheets.sheet_records(content, KINDS["roster"], Limits(), None).name))
    assert said == "List"
    assert megabytes > 200


def test_many_sheets_are_measured_together() -> None:
    def more(book: object, sheet: object) -> None:
        for _ in range(3):
            book.add_worksheet().write(99_000, 14, "x")  # type: ignore[attr-defined]

    assert refusal(xlsx(HEADER, OLGA, more=more)).code == "TOO_LARGE"
    corners = '</table:table><table:table table:name="More">' + repeated(99_000, 14)
    assert refusal(ods(HEADER, OLGA, after=corners * 3)).code == "TOO_LARGE"


def test_what_is_only_formatted_far_out_is_no_trap() -> None:
    def format_far(book: object, sheet: object) -> None:
        sheet.write_blank(200_000, 5_000, None, book.add_format({"bold": True}))  # type: ignore[attr-defined]

    assert len(read(xlsx(HEADER, OLGA, more=format_far), "a.xlsx", "roster").rows) == 1


def test_what_needs_a_password_or_is_another_document_says_so() -> None:
    assert "password" in refusal(compound(b"x" * 5000, "EncryptedPackage")).say
    assert "without a sheet" in refusal(compound(b"x" * 5000, "WordDocument"), "minutes.doc").say
    locked = bytearray(xlsx(HEADER))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + flags] |= 1
            at = locked.find(mark, at + 1)
    assert "password" in refusal(bytes(locked)).say


def test_archives_that_are_no_workbooks_are_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("list.csv", "E-mail\n")
    assert refusal(held.getvalue(), "list.csv").code == "BINARY"
    assert "Unpack" in refusal(held.getvalue(), "list.zip").say
    assert refusal(held.getvalue(), "list.xlsx").code == "UNREADABLE_SHEET"
    assert refusal(with_parts(held.getvalue(), {"xl/workbook.bin": b"x"}), "list.xlsb").code == "UNREADABLE_SHEET"


def test_a_text_that_happens_to_begin_like_an_archive_is_a_text() -> None:
    found = read(b"PK;Name;E-mail\n1;Olga Berg;o@example.org\n", "a.csv", "roster")
    assert found.detected.ignored == ["PK"]
