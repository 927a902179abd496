"""An analyst in a real browser: a question, its bars and table, the export, and the file in plain DuckDB."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.house import utc_now
from core.services import demo
from core.store.db import open_store
from tests.browser.server import Server, start, wait_idle
from tests.cast import SECRET

ANALYST = "Priya Nair"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the demo, whose first version is made when it starts."""
    store = tmp_path_factory.mktemp("analyses") / "store.duckdb"
    db = open_store(store, SECRET)
    demo.fill(db, utc_now(), SECRET, "http://localhost")
    db.close()
    running = start(store, demo=False)
    yield running
    running.stop()


def published(tab: Page, server: Server, path: str) -> None:
    """Open the page once the first version is there."""
    for _ in range(40):
        tab.goto(server.url + path)
        wait_idle(tab)
        if tab.get_by_text("The first version is being made").count() == 0:
            return
        tab.wait_for_timeout(500)
    pytest.fail("nothing was published")


def test_an_analyst_goes_from_a_question_to_bars_table_export_and_the_same_numbers_outside(
    stage: Server, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True)
    tab = context.new_page()
    stage.sign_in(tab, ANALYST, "/analyses")
    published(tab, stage, "/analyses?about=reasons&months=24")
    expect(tab.get_by_role("table", name="Reasons for Inactive")).to_be_visible()
    expect(tab.locator("canvas, svg.marks").first).to_be_visible()
    assert "about=reasons" in tab.url
    tab.get_by_role("button", name="Export").click()
    with tab.expect_download() as csv_file:
        tab.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(Path(csv_file.value.path()).read_text("utf-8-sig").splitlines()))
    with tab.expect_download() as file:
        tab.get_by_role("link", name="Download for DuckDB").click()
    mine = tmp_path / file.value.suggested_filename
    file.value.save_as(mine)
    with duckdb.connect(str(mine), read_only=True) as own:
        outside = own.execute(
            "SELECT reason, requires, sum(participants) FROM analytics.eligibility_reasons "
            "WHERE status = 'Inactive' GROUP BY 1, 2"
        ).fetchall()
    assert rows
    assert {(each["Reason"], each["Prerequisite"]) for each in rows} == {(r, q or "") for r, q, _ in outside}
    assert sum(int(each["Participants"]) for each in rows) == sum(number for _, _, number in outside)
    refused = context.request.get(f"{stage.url}/files/analytics/9999/analytics.duckdb")
    assert refused.status == 404
    part = context.request.get(f"{stage.url}/files/analytics/current/analytics.duckdb", headers={"Range": "bytes=8-11"})
    assert (part.status, part.body()) == (206, b"DUCK")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_every_question_is_readable_by_everybody_and_on_a_phone(
    stage: Server, browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB", bypass_csp=True
    )
    tab = context.new_page()
    stage.sign_in(tab, ANALYST, "/analyses")
    for about in ("issued", "reasons", "passing", "due", "ahead", "revenue", "ageing", "instructors", "credits"):
        published(tab, stage, f"/analyses?about={about}")
        tab.wait_for_timeout(600)
        if folder := os.environ.get("CERTDESK_SHOTS"):
            tab.screenshot(path=f"{folder}/analyses-{about}-{width}.png", full_page=True)
        found = Axe().run(tab).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], about
        assert not tab.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1"), about
    context.close()


def test_signed_out_nobody_gets_the_file(stage: Server, browser: Browser) -> None:
    context = browser.new_context()
    got = context.request.get(f"{stage.url}/files/analytics/current/analytics.duckdb", max_redirects=0)
    assert got.status == 303
    context.close()
