"""Lists of any length, read piece by piece."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date

import pytest

from core.errors import IntakeRefused
from core.rules.intake import Limits, read, read_chunks
from tests.rules.workbooks import xlsx

HEADER = "email;course;completed_on\n"


def pieces(content: bytes, kind: str = "completions", **more: object) -> list[list[tuple[object, ...]]]:
    found = read_chunks(io.BytesIO(content), "list.csv", kind, **more)  # type: ignore[arg-type]
    return [[tuple(row) for row in piece.rows] for piece in found]


def line(at: int) -> str:
    return f"p{at}@example.org;BLS-2;2026-02-10\n"


def test_pieces_together_are_the_whole() -> None:
    content = (HEADER + "".join(map(line, range(25))) + "bad;BLS-2;2026-02-10\n\n").encode()
    whole = read(content, "list.csv", "completions")
    found = list(read_chunks(io.BytesIO(content), "list.csv", "completions", size=10))
    assert [len(piece.rows) for piece in found] == [10, 10, 5]
    assert [tuple(row) for piece in found for row in piece.rows] == [tuple(row) for row in whole.rows]
    assert [problem for piece in found for problem in piece.problems] == whole.problems
    assert found[-1].blank_lines == whole.blank_lines == 1


def test_a_list_of_nobody_is_one_empty_piece() -> None:
    assert pieces(HEADER.encode()) == [[]]
    assert [len(piece) for piece in pieces((HEADER + line(1) * 4).encode(), size=2)] == [2, 2, 0]


def test_the_first_piece_that_tells_which_number_is_the_day_tells_it_for_the_others() -> None:
    content = f"{HEADER}a@example.org;B;13/02/2026\nb@example.org;B;03/04/2026\n".encode()
    assert [piece[0][3] for piece in pieces(content, size=1)[:2]] == [date(2026, 2, 13), date(2026, 4, 3)]


def test_an_accent_past_the_head_is_still_seen() -> None:
    filler = "filler.filler.filler@example.org;BLS-2;2026-02-10\n" * 60_000
    content = (HEADER + filler + "josé@example.org;BLS-2;2026-02-10\n").encode("cp1252")
    last = pieces(content)[-1][-1]
    assert last[1] == "josé@example.org"


def test_a_text_that_breaks_far_down_is_refused_there_and_good_pieces_came_before() -> None:
    lines = [HEADER, "é@example.org;BLS-2;2026-02-10\n", *map(line, range(40_000))]
    content = "".join(lines).encode() + b"\xff;x;2026-02-10\n"
    found = read_chunks(io.BytesIO(content), "l", "completions", size=10_000)
    assert [len(next(found).rows) for _ in range(3)] == [10_000] * 3
    with pytest.raises(IntakeRefused) as refused:
        list(found)
    assert refused.value.code == "UNDECODABLE"
    assert "line 40003" in refused.value.say


def test_workbooks_come_in_pieces_too() -> None:
    book = xlsx(("email", "first_name", "last_name"), *[(f"p{at}@example.org", "A", "B") for at in range(5)])
    assert [len(piece) for piece in pieces(book, "people", size=2)] == [2, 2, 1]


def test_a_long_list_takes_little_memory() -> None:
    rows = 60_000
    content = io.BytesIO(HEADER.encode() + b"".join(line(at).encode() for at in range(rows)))
    tracemalloc.start()
    try:
        assert sum(len(piece.rows) for piece in read_chunks(content, "l", "completions", size=5_000)) == rows
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000  # all rows at once would take four times that


def test_the_bounds_hold_over_all_pieces() -> None:
    content = (HEADER + line(1) * 30).encode()
    with pytest.raises(IntakeRefused) as refused:
        pieces(content, size=10, limits=Limits(rows=25))
    assert refused.value.code == "TOO_MANY_ROWS"
    with pytest.raises(IntakeRefused) as refused:
        pieces(content, limits=Limits(bytes=100))
    assert refused.value.code == "TOO_LARGE"
