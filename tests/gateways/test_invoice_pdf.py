"""Invoices: who owes what to whom, over as many pages as it takes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from core.errors import NotPrintable
from core.gateways.invoice_pdf import InvoiceDocument, InvoiceLine, draw
from tests.gateways.reading import pages, seen

HARBOUR = InvoiceDocument(
    number="INV-2026-00042",
    issued_on=date(2026, 2, 10),
    due_on=date(2026, 3, 12),
    issuer="Harbour Rescue Council",
    issuer_lines=("Kade 1", "3011 Rotterdam"),
    currency="EUR",
    lines=(
        InvoiceLine("BLS Rescuer, new certificate", 12, 2500, 30000),
        InvoiceLine("BLS Rescuer, renewal", 1100, 2000, 2200000),
        InvoiceLine("Member discount", 0, 0, -8350),
    ),
    payer_name="Nils Holm",
    payer_email="accounts@northern.example",
    payer_organisation="Northern Vet Board",
    payer_lines=("Dock Road 5", "Aberdeen"),
    purchase_order="PO-7781",
    instructions="Transfer to NL91 ABNA 0417 1643 00.\nName the invoice number.",
    notes="Reverse charge.",
)


def test_everything_a_payer_needs_stands_on_the_invoice() -> None:
    text = pages(draw(HARBOUR))[0]
    for said in (
        "INV-2026-00042",
        "10 February 2026",
        "12 March 2026",
        "Harbour Rescue Council",
        "3011 Rotterdam",
        "Northern Vet Board",
        "Nils Holm",
        "accounts@northern.example",
        "Dock Road 5",
        "PO-7781",
        "NL91 ABNA 0417 1643 00",
        "Name the invoice number.",
        "Reverse charge.",
        "Page 1 of 1",
    ):
        assert said in text


def test_the_total_is_the_sum_of_the_lines() -> None:
    text = pages(draw(HARBOUR))[0]
    assert HARBOUR.total == 2221650
    assert text.count("22,216.50 EUR") == 2
    assert "1,100 20.00 22,000.00" in text
    assert "–83.50" in text


@pytest.mark.parametrize(
    ("currency", "minor", "said"),
    [("USD", 123456, "1,234.56 USD"), ("JPY", 123456, "123,456 JPY"), ("KWD", 123456, "123.456 KWD")],
)
def test_money_has_the_decimals_of_its_currency(currency: str, minor: int, said: str) -> None:
    document = replace(HARBOUR, currency=currency, lines=(InvoiceLine("BLS", 1, minor, minor),))
    assert said in pages(draw(document))[0]


def test_a_long_invoice_repeats_its_head_and_counts_its_pages() -> None:
    lines = tuple(InvoiceLine(f"Course {at}", at, 100, 100 * at) for at in range(1, 161))
    read = pages(draw(replace(HARBOUR, lines=lines)))
    assert len(read) > 3
    for number, text in enumerate(read, 1):
        assert f"Page {number} of {len(read)}" in text
        assert ("Amount (EUR)" in text) == ("Course" in text)
    together = "\n".join(read)
    assert [f"Course {at} {at} 1.00" in together for at in range(1, 161)] == [True] * 160
    assert together.count("12,880.00 EUR") == 2


def test_no_line_is_torn_over_two_pages() -> None:
    label = "Advanced life support for out-of-hospital settings and small boats " * 3
    read = pages(draw(replace(HARBOUR, lines=tuple(InvoiceLine(f"{at}. {label}", 1, 1, 1) for at in range(60)))))
    for text in read:
        assert text.count("Advanced") == 3 * text.count(". Advanced")


@pytest.mark.parametrize("count", range(30, 40))
def test_how_to_pay_stands_together_on_one_page(count: int) -> None:
    lines = tuple(InvoiceLine(f"Course {at}", 1, 1, 1) for at in range(count))
    for text in pages(draw(replace(HARBOUR, lines=lines))):
        assert ("How to pay" in text) == ("Name the invoice number." in text)


@pytest.mark.parametrize(("stamp", "is_more"), [("PAID", "green"), ("VOID", "red")])
def test_a_stamp_says_how_the_invoice_stands(stamp: str, is_more: str) -> None:
    drawn = draw(HARBOUR, stamp=stamp)
    assert stamp in pages(drawn)[0].replace(" ", "")
    red, green, _ = seen(drawn, scale=1).crop((200, 150, 400, 260)).convert("RGB").split()
    darkest_red, darkest_green = red.getextrema()[0], green.getextrema()[0]
    assert (darkest_red < darkest_green) == (is_more == "green")


def test_an_open_invoice_has_no_stamp() -> None:
    assert "PAID" not in pages(draw(HARBOUR))[0]


def test_names_in_any_script_read_back() -> None:
    document = replace(HARBOUR, payer_organisation="株式会社テスト", payer_name="محمد بن سلمان", payer_lines=("Łódź",))
    text = pages(draw(document))[0]
    for said in ("株式会社テスト", "محمد بن سلمان", "Łódź"):
        assert said in text


def test_letters_that_no_font_has_are_refused() -> None:
    with pytest.raises(NotPrintable, match=r"U\+1F389"):
        draw(replace(HARBOUR, payer_name="Nils 🎉"))


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert draw(InvoiceDocument.from_json(HARBOUR.as_json())) == draw(HARBOUR)


def test_the_value_survives_its_frozen_form() -> None:
    assert InvoiceDocument.from_json(HARBOUR.as_json()) == HARBOUR


def test_the_file_names_its_invoice() -> None:
    about = pypdf.PdfReader(io.BytesIO(draw(HARBOUR))).metadata
    assert about is not None
    assert (about.title, about.author) == ("Invoice INV-2026-00042", "Harbour Rescue Council")


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_paper_stands_upright(paper: str) -> None:
    assert seen(draw(replace(HARBOUR, paper=paper)), scale=1).size == {"a4": (596, 842), "letter": (612, 792)}[paper]


def test_an_address_longer_than_its_column_is_broken_and_kept() -> None:
    address = "accounts-payable-and-receivable-department@" + "northern-veterinary-board." * 3 + "example"
    text = "".join(pages(draw(replace(HARBOUR, payer_email=address)))[0].split())
    assert address in text
