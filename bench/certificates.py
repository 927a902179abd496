"""How fast certificates are drawn, beside a bare loop over a tuned fpdf2. Run: `python -m bench.certificates`.

The floor is what a careful person would write by hand for this one page: one document, one font, the fixed words
recorded once and replayed, the code with a fixed mask as one path, no fallback faces, no shaping, no checks. It sets
as much text as our page does. Both sides are timed three times in this process; the best run counts.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from fpdf import FPDF

from core.gateways.certificate_pdf import CertificateDocument, draw, draw_many
from core.gateways.documents.faces import FONTS
from core.gateways.documents.qr import qr_path

Row = dict[str, str | float]
COUNT = 1000
WORKSHOP = CertificateDocument(
    organisation="Harbour Rescue Council",
    holder="",
    course="BLS Rescuer",
    certified_on=date(2026, 2, 10),
    valid_through=date(2028, 2, 29),
    term_words="workshop 10 Feb 2026 + 24 months, end of month",
    number="",
    signatory="Olga Berg",
    signatory_title="Head of certification",
    instructor="Andrea Steele",
    place="Rotterdam",
    text="has shown resuscitation of adults, children and infants, and the use of an automated defibrillator.",
)
FIXED = (
    (WORKSHOP.organisation, 22, 112),
    ("Certificate", 48, 176),
    ("This certifies that", 14, 204),
    ("has met the requirements of", 14, 300),
    (WORKSHOP.course, 25, 328),
    (WORKSHOP.text, 9.5, 362),
    ("Certified on 10 February 2026   ·   Valid through 29 February 2028", 11, 382),
    (WORKSHOP.term_words, 8.5, 396),
    ("Rotterdam   ·   Instructor Andrea Steele", 8.5, 409),
    (WORKSHOP.signatory, 9, 524),
    (WORKSHOP.signatory_title, 9, 536),
)


def people(count: int) -> list[tuple[str, str, str]]:
    """Return (name, number, address) of so many certificates."""
    first, last = ("Andrea", "Olga", "Nils", "Mei", "Łukasz", "Zoë"), ("Steele", "Berg", "Holm", "Tanaka", "Żak")
    numbers = [f"{at:04X}-{at * 7919 % 65536:04X}-{at * 104729 % 65536:04X}" for at in range(count)]
    return [
        (f"{first[at % 6]} {last[at % 5]}", number, f"https://certdesk.example/verify/{number}")
        for at, number in enumerate(numbers)
    ]


def floor(listed: list[tuple[str, str, str]]) -> bytes:
    """Draw the pages with fpdf2 and nothing in between."""
    pdf = FPDF(orientation="landscape", unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_font("text", fname=str(FONTS / "text.ttf"))
    fixed = ""
    for name, number, address in listed:
        pdf.add_page()
        pdf.set_font("text", size=38)
        fixed = fixed or _recorded(pdf)
        pdf._out(fixed)
        pdf.text(420 - pdf.get_string_width(name) / 2, 259, name)
        pdf.set_font_size(7)
        pdf.text(640, 495, "Certificate number")
        pdf.text(660, 525, "Verify at")
        pdf.text(600, 534, address.removeprefix("https://"))
        pdf.set_font_size(11)
        pdf.text(620, 508, number)
        pdf._out(qr_path(address, 698, 60, 46))
    return bytes(pdf.output())


def _recorded(pdf: FPDF) -> str:
    """Return the operators of what every page says."""
    recorded: list[str] = []
    pdf._out = lambda operators: recorded.append(str(operators))
    pdf.rect(26, 26, 790, 543)
    pdf.rect(49, 49, 744, 497)
    pdf.line(270, 277, 570, 277)
    for text, size, down in FIXED:
        pdf.set_font("text", size=size)
        pdf.text(420 - pdf.get_string_width(text) / 2, down, text)
    del pdf._out
    pdf.set_font("text", size=38)
    return "\n".join(recorded)


def ours(listed: list[tuple[str, str, str]]) -> bytes:
    """Draw the pages as the product does."""
    addresses = {number: address for _, number, address in listed}
    documents = [replace(WORKSHOP, holder=name, number=number) for name, number, _ in listed]
    return draw_many(documents, verify_url=lambda each: addresses[each.number])


def single(person: tuple[str, str, str]) -> bytes:
    """Draw one certificate in a file of its own."""
    return draw(replace(WORKSHOP, holder=person[0], number=person[1]), verify_url=person[2])


def _best(*works: Callable[[], object], rounds: int = 3) -> list[float]:
    """Return the seconds of the best round of each, taken in turns so that a busy moment hits all alike."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            began = time.perf_counter()
            work()
            best[at] = min(best[at], time.perf_counter() - began)
    return best


def _peak(work: Callable[[], object]) -> float:
    """Return the megabytes that Python held at most."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _row(name: str, floor: float, ours: float, goal: float, unit: str) -> Row:
    return {
        "name": name,
        "floor": round(floor, 3),
        "ours": round(ours, 3),
        "ratio": round(ours / floor, 2),
        "goal": goal,
        "unit": unit,
    }


def measure(count: int = COUNT) -> list[Row]:
    """Return floor, ours and their ratio; `goal` is the highest ratio that we accept.

    Rows without a rival carry their limit as the floor, so that a ratio up to 1 is within it.
    """
    listed = people(count)
    single(listed[0])
    bare, drawn = _best(lambda: floor(listed), lambda: ours(listed))
    (alone,) = _best(lambda: single(listed[0]), rounds=20)
    return [
        _row("certificates, many in one file", bare / count * 1000, drawn / count * 1000, 1.3, "ms a page"),
        _row(
            "certificates, bytes in that file", len(floor(listed)) / count, len(ours(listed)) / count, 1.3, "B a page"
        ),
        _row(
            "certificates, memory for that file", _peak(lambda: floor(listed)), _peak(lambda: ours(listed)), 1.3, "MB"
        ),
        _row("one certificate, time (limit 15 ms)", 15, alone * 1000, 1, "ms"),
        _row("one certificate, size (limit 40 kB)", 40, len(single(listed[0])) / 1000, 1, "kB"),
    ]


def main() -> None:
    """Print the rows as a table, or as JSON with --json."""
    rows = measure()
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print("| what | floor | ours | ratio | goal | unit |\n| --- | --: | --: | --: | --: | --- |")
    for row in rows:
        print("| " + " | ".join(str(row[key]) for key in ("name", "floor", "ours", "ratio", "goal", "unit")) + " |")


if __name__ == "__main__":
    main()
