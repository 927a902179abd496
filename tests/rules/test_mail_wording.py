"""Texts are filled in one pass, for people with and without a name, and a retry comes when it should."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.mail_kinds import KINDS
from core.rules.mail_retry import next_try
from core.rules.mail_wording import compose, filled, header_safe, link_of, one_line, split_text, values_of

NOON = datetime(2026, 3, 2, 12, 0)


def test_a_value_that_looks_like_a_placeholder_stays_a_value() -> None:
    assert filled("Hello {name}, {answer}", {"name": "{answer}", "answer": "{name}"}) == "Hello {answer}, {name}"


def test_a_person_without_a_name_is_greeted_without_a_gap() -> None:
    assert filled("Hello {name},", {"name": ""}) == "Hello,"
    assert filled("Hello {name},", {}) == "Hello,"


def test_braces_that_name_nothing_stay_as_they_were_written() -> None:
    assert filled("a {} b { c }", {"name": "x"}) == "a {} b { c }"


def test_the_link_alone_in_a_paragraph_becomes_a_button_and_stays_readable_as_text() -> None:
    mail = compose("S", "Hello {name}\n\n {link} \n\nor {link}", {"name": "Mei"}, "https://desk/claim/x")
    assert [paragraph.link for paragraph in mail.paragraphs] == [False, True, False]
    assert mail.text == "Hello Mei\n\nhttps://desk/claim/x\n\nor https://desk/claim/x\n"


def test_parameters_become_words() -> None:
    words = values_of(
        {"courses": ["A", "B", "C"], "total_minor": 123450, "currency": "USD", "due_on": "2026-04-01", "link_id": 7},
        "Harbour",
    )
    assert (words["courses"], words["total"], words["due_on"]) == ("A, B and C", "1,234.50 USD", "1 Apr 2026")
    assert words["organisation"] == "Harbour"


def test_a_link_leads_where_its_kind_says() -> None:
    assert link_of(KINDS["certificate_offered"], "https://desk", {}, "TOKEN") == "https://desk/claim/TOKEN"
    assert link_of(KINDS["dispute_declined"], "https://desk", {"workshop_id": 4}, "") == "https://desk/workshop?id=4"
    assert link_of(KINDS["invoice"], "https://desk", {}, "") == ""


def test_a_parameter_that_is_no_number_cannot_lead_elsewhere() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        link_of(KINDS["dispute_declined"], "https://desk", {"workshop_id": "4&next=//evil.example.net"}, "")


def test_a_text_file_is_a_subject_an_empty_line_and_a_body() -> None:
    assert split_text("Subject\r\n\r\nBody\r\n\r\nEnd\r\n") == ("Subject", "Body\n\nEnd\n")


@given(st.text(max_size=300))
def test_what_goes_into_a_header_is_one_short_line_without_an_encoded_word(text: str) -> None:
    safe = header_safe(text)
    assert len(safe.splitlines()) <= 1
    assert "=?" not in safe
    assert "?=" not in safe
    assert len(safe) <= 200
    assert header_safe(safe).strip() == safe.strip()


@given(st.text(max_size=300))
def test_what_goes_into_a_sentence_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert "://" not in one_line(text)


def test_a_mail_that_waits_three_days_is_given_up() -> None:
    assert next_try(7, NOON, NOON + timedelta(hours=60)) == NOON + timedelta(hours=72)
    assert next_try(7, NOON, NOON + timedelta(hours=60, seconds=1)) is None
