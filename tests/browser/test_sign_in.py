"""Signing in with a real browser on a fresh server."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from core.store.db import open_store
from tests.browser.conftest import PageAs
from tests.browser.server import Server, start, wait_idle
from tests.cast import SECRET, make_store


def test_the_first_request_of_a_fresh_server_is_a_deep_link_and_signing_in_leads_there(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/organisation")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Olga Berg").click()
    wait_idle(page)
    assert page.url == f"{server.url}/organisation"
    expect(page.get_by_role("heading", name="Organisation")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_signing_out_leads_back_to_the_sign_in_page_and_the_way_back_is_shut(server: Server, page_as: PageAs) -> None:
    tab = page_as("Olga Berg")
    tab.get_by_role("button", name="Sign out", exact=True).click()
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.goto(f"{server.url}/organisation")
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_tab_that_was_signed_out_in_another_one_says_so_at_the_next_click(server: Server, page_as: PageAs) -> None:
    first = page_as("Andrea Steele")
    second = first.context.new_page()
    second.goto(server.url)
    wait_idle(second)
    second.get_by_role("button", name="Sign out", exact=True).click()
    expect(second.get_by_role("heading", name="Sign in")).to_be_visible()
    first.get_by_role("link", name="Home").click()
    expect(first.get_by_text("You are signed out")).to_be_visible()
    expect(first.get_by_role("link", name="Sign in")).to_be_visible()
    expect(first.get_by_text("Page not found")).to_have_count(0)


def test_a_page_of_another_role_says_whose_it_is(page_as: PageAs) -> None:
    tab = page_as("Andrea Steele", "/organisation")
    expect(tab.get_by_text("Your role here is instructor; this needs staff.")).to_be_visible()


def test_signing_out_everywhere_ends_the_other_browser_too(server: Server, page_as: PageAs) -> None:
    here, there = page_as("Olga Berg"), page_as("Olga Berg")
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
    there.goto(f"{server.url}/organisation")
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_page_that_breaks_shows_an_id_and_nothing_of_the_trace(tmp_path: Path, browser: Browser) -> None:
    store = tmp_path / "store.duckdb"
    make_store(store)
    db = open_store(store, SECRET)
    with db.transaction() as tx:
        tx.execute("DROP TABLE dispute")
    db.close()
    server = start(store)
    try:
        tab = browser.new_page()
        server.sign_in(tab, "Olga Berg")
        said = tab.get_by_text("report it as").inner_text()
        assert "dispute" not in tab.locator("body").inner_text().replace("Disputes", "")
        name = said.split("report it as ")[1].strip(" .")
        tab.close()
    finally:
        server.stop()
    log = server.log.read_text(errors="replace")
    assert name in log
    assert "CatalogException" in log or "Catalog Error" in log
