"""Departments, locations and managers in the form in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Unit
from core.rules.units import manager_words, normal_unit, unit_words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Nora.Lind@Harbour.example.org", "nora.lind@harbour.example.org"),
        ("Nora Lind <nora@x.example.org>", "nora@x.example.org"),
        ("mailto:nora@x.example.org", "nora@x.example.org"),
        ("Nora  Lind", "Nora Lind"),
        ("Nora @ the harbour", "Nora @ the harbour"),
        ("", ""),
    ],
)
def test_a_manager_is_an_address_in_one_form_or_a_name_as_written(written: str, kept: str) -> None:
    assert manager_words(written) == kept


def test_a_department_keeps_its_letters_and_loses_only_space_that_nobody_sees() -> None:
    assert unit_words(" Emergency \n\u00a0 care ") == "Emergency care"
    assert unit_words("Zu\u0308rich") == "Z\u00fcrich"
    assert unit_words("ICU") != unit_words("icu")


@given(st.builds(Unit, *[st.text(max_size=30)] * 3))
def test_what_is_kept_is_kept_the_same_again(unit: Unit) -> None:
    assert normal_unit(normal_unit(unit)) == normal_unit(unit)
