"""Calendar files: whole days that any calendar reads, whatever stands in a name."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.calendar_file import LONGEST_LINE, CalendarDay, calendar_file

MADE = datetime.fromisoformat("2026-03-02T09:00:05")


def lines_of(content: bytes) -> list[str]:
    """Return the unfolded lines of a calendar, as RFC 5545 has a reader do it."""
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    found, letters = "", iter(text)
    for letter in letters:
        following = next(letters) if letter == "\\" else ""
        found += {"n": "\n"}.get(following, following) if letter == "\\" else letter
    return found


def test_a_day_is_a_whole_day_that_ends_before_the_next_one_and_blocks_no_time() -> None:
    day = CalendarDay("due-12@harbour", date(2026, 12, 31), "BLS Rescuer is due", url="http://localhost/person?id=12")
    assert lines_of(calendar_file("Harbour", [day], MADE)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Certdesk//Recertification//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Harbour",
        "BEGIN:VEVENT",
        "UID:due-12@harbour",
        "DTSTAMP:20260302T090005Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:BLS Rescuer is due",
        "URL:http://localhost/person?id=12",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_name_cannot_smuggle_an_entry_in() -> None:
    evil = "Ana\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Pay here"
    found = lines_of(calendar_file("Harbour", [CalendarDay(evil, MADE.date(), evil, evil, evil)], MADE))
    assert found.count("BEGIN:VEVENT") == 1
    assert not any(line.startswith("SUMMARY:Pay") for line in found)


def test_the_last_day_of_the_calendar_does_not_overflow() -> None:
    assert "DTEND;VALUE=DATE:99991231" in lines_of(calendar_file("", [CalendarDay("a", date.max, "b")], MADE))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=200))
def test_every_text_comes_back_as_it_was_from_lines_of_at_most_75_bytes(text: str) -> None:
    content = calendar_file("Harbour", [CalendarDay("a", MADE.date(), "b", f"x{text}")], MADE)
    assert max(len(line) for line in content.split(b"\r\n")) <= LONGEST_LINE
    (described,) = [line for line in lines_of(content) if line.startswith("DESCRIPTION:")]
    assert unescaped(described.removeprefix("DESCRIPTION:")) == f"x{text}"
