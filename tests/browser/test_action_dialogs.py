"""Every dialog of a list action as people see it: on a desk by day and on a phone by night, without a barrier."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.house import utc_now
from core.services import demo
from core.store.db import open_store
from pages.parts.action_kinds import KINDS
from pages.parts.learner_bar import MORE
from tests.browser.server import Server, start, wait_idle
from tests.browser.test_every_page import barriers
from tests.cast import SECRET


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("dialogs") / "store.duckdb"
    db = open_store(store, SECRET)
    demo.fill(db, utc_now(), SECRET, "http://localhost")
    db.close()
    running = start(store, demo=False)
    yield running
    running.stop()


def keep_picture(tab: Page, name: str) -> None:
    if folder := os.environ.get("CERTDESK_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_no_dialog_of_an_action_has_a_serious_barrier_or_scrolls_sideways(
    server: Server, browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB", bypass_csp=True
    )
    tab = context.new_page()
    server.sign_in(tab, "Olga Berg", "/learners?list=due")
    tab.get_by_role("button", name=re.compile(r"^Select all \d+ that match")).click()
    expect(tab.get_by_text(re.compile(r"^\d+ selected$"))).to_be_visible(timeout=20_000)
    found = []
    for key in MORE:
        tab.get_by_role("button", name="More").click()
        tab.get_by_text(f"{KINDS[key].title}…", exact=True).last.click()
        expect(tab.get_by_role("dialog")).to_be_visible(timeout=20_000)
        wait_idle(tab)
        tab.wait_for_timeout(300)
        keep_picture(tab, f"dialog-{key}-{width}-{scheme}")
        found += [f"{key}: {told}" for told in barriers(tab)]
        tab.keyboard.press("Escape")
        expect(tab.get_by_role("dialog")).to_have_count(0)
        wait_idle(tab)
    context.close()
    assert found == []
