"""Delimiters, line ends, quotation marks and line numbers; random lists in random dialects come back the same."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import IntakeRefused
from core.rules.intake import Overrule, read
from core.rules.intake.cleaning import CONTROL, trimmed

PEOPLE = [("First name", "Last name", "E-mail"), ("Olga", "Berg", "o@example.org"), ("Zoë", "Müller", "z@example.org")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_any_line_end(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in PEOPLE)
    found = read(text.encode(), "a.csv", "roster")
    assert found.detected.delimiter == delimiter
    assert [tuple(row[:4]) for row in found.rows] == [
        (2, "Olga", "Berg", "o@example.org"),
        (3, "Zoë", "Müller", "z@example.org"),
    ]


def test_line_ends_may_be_mixed_and_lines_still_count_one_by_one() -> None:
    found = read(b"Name,E-mail\rA B,a@example.org\r\nC D,c@example.org\nE F,e@example.org\r", "a.csv", "roster")
    assert [row.line for row in found.rows] == [2, 3, 4]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_the_line_by_which_excel_names_the_delimiter_is_obeyed_and_no_row(said: str) -> None:
    found = read(f"{said}\r\nName;E-mail\r\nBerg, Olga;o@example.org\r\n".encode("utf-8-sig"), "a.csv", "roster")
    assert found.detected.delimiter == ";"
    assert found.detected.header_line == 2
    assert [tuple(row[:4]) for row in found.rows] == [(3, "Olga", "Berg", "o@example.org")]


def test_an_unusual_delimiter_is_read_when_the_file_names_it() -> None:
    found = read(b"sep=~\nName~E-mail\nOlga Berg~o@example.org\n", "a.csv", "any")
    assert [row.cells for row in found.rows] == [("Olga Berg", "o@example.org")]


@pytest.mark.parametrize(("chosen", "delimiter"), [("tab", "\t"), ("\\t", "\t"), ("semicolon", ";"), ("|", "|")])
def test_a_delimiter_can_be_chosen_by_its_name(chosen: str, delimiter: str) -> None:
    text = f"Name{delimiter}E-mail\nOlga, Berg{delimiter}o@example.org\n"
    found = read(text.encode(), "a.csv", "roster", overrule=Overrule(delimiter=chosen))
    assert (len(found.rows), found.detected.delimiter) == (1, delimiter)


@pytest.mark.parametrize("chosen", ["", '"', "\n", " ", "semi"])
def test_what_cannot_part_cells_is_refused(chosen: str) -> None:
    with pytest.raises(IntakeRefused) as refused:
        read(b"Name,E-mail\n", "a.csv", "roster", overrule=Overrule(delimiter=chosen))
    assert "cannot part cells" in refused.value.say


def test_commas_inside_cells_do_not_hide_the_semicolon_between_them() -> None:
    text = "Last, First;E-mail;Note\nBerg, Olga;o@example.org;a, b, c\nTanaka, Mei;m@example.org;d, e\n"
    assert read(text.encode(), "a.csv", "roster").detected.delimiter == ";"
    assert read(text.encode(), "a.csv", "any").detected.delimiter == ";"


def test_one_column_needs_no_delimiter() -> None:
    found = read(b"E-mail\no@example.org\n", "a.csv", "any")
    assert [row.cells for row in found.rows] == [("o@example.org",)]


def test_a_line_break_in_quotation_marks_stays_in_its_cell_and_lines_are_physical() -> None:
    text = 'Note,Name,"E-\nmail"\n"a\r\nb",Olga Berg,o@example.org\n"one\ntwo\nthree",Mei T,m@example.org\n'
    text += "x,Nils H,n@example.org\n"
    found = read(text.encode(), "a.csv", "roster")
    assert found.detected.header_line == 1
    assert [row.line for row in found.rows] == [3, 5, 8]
    cells = read(text.encode(), "a.csv", "any").rows
    assert cells[0].cells[0] == "a\r\nb"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"say ""hi"""', 'say "hi"'),
        ('Ana "Annie" B', 'Ana "Annie" B'),
        (' "Ana B"', "Ana B"),
        ('"Ana" B', "Ana B"),
        ("O'Neil", "O'Neil"),
        ("'=1+1", "'=1+1"),
        ("=1+1", "=1+1"),
    ],
)
def test_stray_quotation_marks_and_formulas_are_data(cell: str, value: str) -> None:
    found = read(f"First name,E-mail\n{cell},a@example.org\nMei,m@example.org\n".encode(), "a.csv", "roster")
    assert [row.first_name for row in found.rows] == [value, "Mei"]


@pytest.mark.parametrize(
    "body",
    [
        'Olga,o@example.org\n"Mei,m@example.org\nNils,n@example.org\n',
        'Olga,o@example.org\n"Mei,m@example.org\n"Nils",n@example.org\n',
        'Olga,o@example.org\n"Mei,m@example.org',
    ],
)
def test_a_quotation_mark_left_open_is_refused_with_its_line(body: str) -> None:
    with pytest.raises(IntakeRefused) as refused:
        read(f"First name,E-mail\n{body}".encode(), "a.csv", "roster")
    assert refused.value.code == "UNCLOSED_QUOTE"
    assert "line 3" in refused.value.say


CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), max_size=12
) | st.sampled_from(
    ["", "00123", "NA", "a,b;c|d\te", 'say "hi"', "two\nlines", "é", "e\u0301", " x ", "=1+1", "日本", "Łódź", "😀"]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[list[str]], str, str, str]:
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    return rows, draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n", "\r"])), draw(ENCODINGS)


@settings(max_examples=300, deadline=None)
@given(lists())
def test_what_is_written_in_any_dialect_is_read_back(drawn: tuple[list[list[str]], str, str, str]) -> None:
    rows, delimiter, end, encoding = drawn
    width = len(rows[0]) if rows else 1
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    header = ["E-mail", "First name", "Last name", "Phone", "Town"][:width]
    writer.writerows([header, *rows])
    found = read(held.getvalue().encode(encoding), "a.csv", "any")
    expected = [tuple(map(trimmed, row)) for row in rows if any(map(trimmed, row))]
    clean = [cells for cells in expected if not any(CONTROL.search(cell) for cell in cells)]
    assert [row.cells for row in found.rows] == clean
    assert len(found.problems) == sum(bool(CONTROL.search(cell)) for cells in expected for cell in cells)
    assert found.blank_lines == len(rows) - len(expected)
    if width > 1:
        assert found.detected.delimiter == delimiter


NAMES = st.text(st.characters(categories=("L",)), min_size=1, max_size=10).map(
    lambda name: unicodedata.normalize("NFC", name)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=12), st.sampled_from(",;\t|"), ENCODINGS)
def test_a_roster_is_read_back_whole(people: list[tuple[str, str]], delimiter: str, encoding: str) -> None:
    lines = [delimiter.join(("Prénom", "Nom", "Courriel"))]
    lines += [delimiter.join((first, last, f"p{at}@example.org")) for at, (first, last) in enumerate(people)]
    found = read("\r\n".join(lines).encode(encoding), "a.csv", "roster")
    assert [tuple(row[:4]) for row in found.rows] == [
        (at + 2, trimmed(first), trimmed(last), f"p{at}@example.org") for at, (first, last) in enumerate(people)
    ]
