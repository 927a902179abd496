"""Stored strings never become markup on a page."""

from __future__ import annotations

import re

import pytest

from pages.parts.plain import plain

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
    assert re.sub(r"\\(.)", r"\1", shown) == text
    unescaped = re.sub(r"\\.", "", shown)
    assert not set(unescaped) & set("`*_{}[]()<>#!|~$:&@")
