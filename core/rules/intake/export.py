"""Tables for people to take away: CSV and XLSX in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

# What spreadsheets take for the start of a formula, or pass over in front of one; full-width forms as well.
_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠−")
_PASSED_OVER = " \u00a0\u3000\u200b\ufeff\"'"
WIDEST = 60


def neutral_cell(text: str) -> str:
    """Return a cell that a spreadsheet shows as it is and never carries out: `=1+1` becomes `'=1+1`."""
    return f"'{text}" if text and (text[0] in _STARTS or text.lstrip(_PASSED_OVER)[:1] in _STARTS) else text


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV with the mark by which Excel knows UTF-8, every text in quotation marks, formulas neutralised."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([neutral_cell(name) for name in header])
    writer.writerows([_shown(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + held.getvalue().encode("utf-8", "replace")


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Any]], sheet: str = "List") -> bytes:
    """Return a workbook with one sheet: header in bold and kept in sight, texts as texts, dates as dates."""
    import xlsxwriter  # 60 ms that most commands never need

    held = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    widths = [len(name) for name in header]
    with xlsxwriter.Workbook(held, settings) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, [neutral_cell(name) for name in header], book.add_format({"bold": True}))
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(page, at, column, cell)
                widths[column : column + 1] = [max(widths[column], len(str(cell)))] if column < len(widths) else []
        page.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width, WIDEST) + 2)
    return held.getvalue()


def _shown(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return neutral_cell(cell) if isinstance(cell, str) else cell


def _write(page: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, cell)
    elif isinstance(cell, Decimal):
        page.write_number(row, column, float(cell))
    elif isinstance(cell, str):
        page.write_string(row, column, neutral_cell(cell)[:32_767])
    elif cell is not None:
        page.write(row, column, _shown(cell))
