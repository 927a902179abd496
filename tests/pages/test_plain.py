"""Stored strings never become markup on a page."""

from __future__ import annotations

import re

import pytest

from pages.parts.plain import JOINER, plain

PAYLOADS = [
    "![x](https://evil.example/x.png)",
    "[click](https://evil.example)",
    "<https://evil.example>",
    ":red[stop] :material/home:",
    "$\\sum$ `code` **bold** _it_ ~no~",
    "2026.02.10 Andrea Steele BLS + ALS",
    "| a | b |",
    "www.evil.example and a@evil.example",
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_every_letter_that_could_be_markup_is_escaped_and_no_letter_is_lost(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown).replace(JOINER, "") == text
    unescaped = re.sub(r"\\.", "", shown)
    assert not set(unescaped) & set("`*_{}[]()<>#!|~$:&@")


@pytest.mark.parametrize("text", ["www.evil.example", "WWW.EVIL.EXAMPLE", "https://evil.example", "a@evil.example"])
def test_an_address_is_no_link_once_its_escapes_are_read(text: str) -> None:
    """Links without brackets are found in the text that is left when escapes are read."""
    read = re.sub(r"\\(.)", r"\1", plain(text))
    assert not re.search(r"(?i)www\.|https?://|[\w.+-]@\w", read)
