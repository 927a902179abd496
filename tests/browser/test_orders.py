"""Orders within their hold, and money that arrives, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server, start, wait_idle
from tests.browser.test_main_road import create_workshop, issue, row, upload
from tests.cast import open_cast
from tests.services.scenes import harbour_scene

ROSTER = b"First,Last,Email\nAna,Silva,ana.silva@example.org\n"


@pytest.fixture
def held_server(tmp_path: Path) -> Iterator[Server]:
    """Harbour with Ana, who may be certified; notices are held for fifteen minutes."""
    cast = open_cast(tmp_path)
    harbour_scene(cast)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE completion SET completed_on = $day", day=date.today() - timedelta(days=200))
    cast.db.close()
    server = start(tmp_path / "store.duckdb")
    yield server
    server.stop()


def open_as(browser: Browser, server: Server, name: str, path: str) -> Page:
    tab = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    server.sign_in(tab, name, path)
    return tab


def test_an_order_within_its_hold_is_stopped_and_issued_again(held_server: Server, browser: Browser) -> None:
    tab = open_as(browser, held_server, "Andrea Steele", "/workshops")
    create_workshop(tab)
    upload(tab, ROSTER)
    tab.get_by_label("Select Ana Silva").check()
    issue(tab, 1)
    expect(tab.get_by_text(re.compile(r"Notices leave at \d\d:\d\d at the earliest"))).to_be_visible()
    tab.get_by_role("button", name="Stop this order").click()
    expect(tab.get_by_text("The order is taken back: 1 certificate")).to_be_visible(timeout=20_000)
    expect(tab.get_by_text("Nobody was told; nothing is owed.")).to_be_visible()
    tab.get_by_label("Select Ana Silva").check()
    issue(tab, 1)
    expect(tab.get_by_text(re.compile(r"INV-\d{4}-00002 goes first"))).to_be_visible()


def test_a_draft_is_there_after_a_reload_and_in_another_tab(held_server: Server, browser: Browser) -> None:
    tab = open_as(browser, held_server, "Andrea Steele", "/workshops")
    create_workshop(tab)
    tab.set_input_files("input[type=file]", files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": ROSTER}])
    expect(tab.get_by_role("button", name="Put 1 person on the roster")).to_be_visible(timeout=20_000)
    tab.reload()
    wait_idle(tab)
    expect(tab.get_by_role("button", name="Put 1 person on the roster")).to_be_visible()
    other = tab.context.new_page()
    other.goto(tab.url)
    wait_idle(other)
    other.get_by_role("button", name="Put 1 person on the roster").click()
    expect(row(other, "ana.silva@example.org")).to_be_visible(timeout=20_000)
    tab.get_by_role("button", name="Put 1 person on the roster").click()
    expect(tab.get_by_text("There is no file waiting")).to_be_visible(timeout=20_000)


def test_a_payment_recorded_by_staff_settles_the_invoice(held_server: Server, browser: Browser) -> None:
    tab = open_as(browser, held_server, "Andrea Steele", "/workshops")
    create_workshop(tab)
    upload(tab, ROSTER)
    tab.get_by_label("Select Ana Silva").check()
    issue(tab, 1)
    staff = open_as(browser, held_server, "Olga Berg", "/invoices")
    row(staff, "ida.klein@clinic.example.org").get_by_role("button", name="Record payment").click()
    dialog = staff.get_by_role("dialog")
    expect(dialog.get_by_label("Amount")).to_have_value("25.00")
    dialog.get_by_label("Reference").fill("bank 20871")
    staff.keyboard.press("Tab")
    wait_idle(staff)
    dialog.get_by_role("button", name="Record payment").click()
    expect(staff.get_by_text("25.00 EUR recorded. Paid.")).to_be_visible(timeout=20_000)
    expect(row(staff, "ida.klein@clinic.example.org")).to_contain_text("Paid")
