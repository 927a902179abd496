"""Transcripts: what somebody accepted, cycle by cycle, and its sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotPrintable
from core.gateways.transcript_pdf import TranscriptCycle, TranscriptDocument, TranscriptLine, draw
from tests.gateways.reading import pages

AIRWAY = TranscriptLine(date(2026, 2, 10), "Airway management", "CEU-2026-014", 150, "Clinical")
BURNS = TranscriptLine(date(2026, 3, 4), "Burns", "CEU-2026-015", 200, "Clinical", "Northern Vet Board")
LAW = TranscriptLine(date(2026, 5, 1), "Law for the deck", "CEU-2026-020", 25)
YEAR = TranscriptCycle("1 Jan 2026 to 31 Dec 2026", (AIRWAY, BURNS, LAW), (("Clinical", 350), ("No category", 25)))
MEI = TranscriptDocument("Mei Tanaka", "Harbour Rescue Council", date(2026, 6, 1), (YEAR,))


def test_everything_that_was_accepted_stands_on_it_with_its_sums() -> None:
    text = pages(draw(MEI))[0]
    for said in (
        "Mei Tanaka",
        "Harbour Rescue Council",
        "1 June 2026",
        "1 Jan 2026 to 31 Dec 2026",
        "10 February 2026",
        "Airway management",
        "CEU-2026-015 · Northern Vet Board",
        "Page 1 of 1",
    ):
        assert said in text
    assert (YEAR.hours_hundredths, MEI.hours_hundredths) == (375, 375)
    assert [text.count(sum_) for sum_ in ("Clinical 3.5", "No category 0.25", "Sum 3.75", "All together 3.75")] == [
        1
    ] * 4


def test_a_long_transcript_repeats_its_head_and_loses_no_line() -> None:
    lines = tuple(
        replace(AIRWAY, title=f"Course {at} of many", category="Clinical skills, advanced") for at in range(120)
    )
    read = pages(draw(replace(MEI, cycles=(replace(YEAR, lines=lines),))))
    assert len(read) > 3
    assert [f"Course {at} of many" in "".join(read) for at in range(120)] == [True] * 120
    assert all("Attended" in text for text in read if "Course" in text)


def test_names_in_any_script_read_back_and_letters_of_no_font_are_refused() -> None:
    assert "株式会社テスト" in pages(draw(replace(MEI, holder="株式会社テスト")))[0]
    with pytest.raises(NotPrintable):
        draw(replace(MEI, holder="Mei \N{PARTY POPPER}"))


def test_the_same_value_gives_the_same_bytes() -> None:
    assert draw(MEI) == draw(replace(MEI))
