"""Addresses as people type and paste them, and the one form in which they are compared."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadAddress
from core.rules.addresses import cleaned, is_plain, normal_address

ODD = st.text(alphabet="ab1A.-_@+ xn'!,<>\\()[]:\"é\u00a0", max_size=24)
ENDINGS = "com c 1a a1 test TEST local onion arpa localhost de example aa--b x xn-- c- ünï xn--p1ai"
BUILT = st.builds(
    "{}@{}.{}".format,
    st.text("ab.+-_!é\"'A", max_size=66),
    st.text("ab1-.Xü", max_size=66),
    st.sampled_from(ENDINGS.split(" ")),
)
ADDRESSES = st.one_of(ODD, BUILT, st.emails(), st.text(max_size=20).map("a@{}.org".format))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Olga.Berg@Harbour.Example.ORG", "olga.berg@harbour.example.org"),
        ("mei+rescue@example.org", "mei+rescue@example.org"),
        ("  mei@example.org ", "mei@example.org"),
        ("\u00a0mei@example.org\u200b", "mei@example.org"),
        ("me\u200bi@example.org", "mei@example.org"),
        ("mailto:mei@example.org", "mei@example.org"),
        ("MAILTO:Mei@example.org?subject=Hello", "mei@example.org"),
        ("Mei Tanaka <mei@example.org>", "mei@example.org"),
        ('"Tanaka, Mei" <mei@example.org>;', "mei@example.org"),
        ("mei@example.org <mailto:mei@example.org>", "mei@example.org"),
        ("<mei@example.org>", "mei@example.org"),
        ("'mei@example.org'", "mei@example.org"),
        ("mei@example.org,", "mei@example.org"),
        ("mei@example.org.", "mei@example.org"),
        ("mei@example.org;", "mei@example.org"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("jose\u0301@example.org", "josé@example.org"),
        ("JOSÉ@example.org", "josé@example.org"),
        ("info@MÜLLER.de", "info@xn--mller-kva.de"),
        ("info@xn--mller-kva.de", "info@xn--mller-kva.de"),
    ],
)
def test_what_people_paste_comes_into_one_form(typed: str, normal: str) -> None:
    assert normal_address(typed) == normal


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "@"),
        ("mei", "has an @"),
        ("mei@example", "dot"),
        ("@example.org", "before the @"),
        ("mei@", "after the @"),
        ("mei tanaka@example.org", "space"),
        ("mei@@example.org", "one @"),
        ("mei@example.org, olga@example.org", "more than one address"),
        ("mei..tanaka@example.org", "two dots"),
        (".mei@example.org", "dot"),
        ("mei@host.local", "reserved"),
        ("mei@example.123", "no domain"),
        ("mei(at)@example.org", "( )"),
        (f"{'m' * 65}@example.org", "64"),
        (f"mei@{'example.' * 40}org", "254"),
        ("mei@exa_mple.org", "no domain"),
        ("mei＠example.org", "full-width"),
    ],
)
def test_a_bad_address_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(BadAddress) as refused:
        normal_address(typed)
    assert said in refused.value.say
    assert refused.value.code == "BAD_ADDRESS"


@settings(max_examples=1500, deadline=None)
@given(ADDRESSES)
def test_the_expression_for_plain_addresses_agrees_with_the_library(typed: str) -> None:
    address = cleaned(typed)
    if not is_plain(address):
        return
    try:
        expected = validate_email(address, strict=True, check_deliverability=False).ascii_email
    except EmailNotValidError:
        with pytest.raises(BadAddress):
            normal_address(typed)
    else:
        assert expected is not None
        assert normal_address(typed) == expected.lower()


@settings(max_examples=500, deadline=None)
@given(ADDRESSES)
def test_the_normal_form_is_a_fixed_point(typed: str) -> None:
    try:
        normal = normal_address(typed)
    except BadAddress:
        return
    assert normal_address(normal) == normal
    assert len(normal) <= 254
