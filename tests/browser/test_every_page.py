"""Every page as people see it: on a desk and a phone, by day and by night, without a barrier that axe calls serious.

CERTDESK_SHOTS=FOLDER keeps a picture of each. All four looks are walked under CERTDESK_PROOFS=full, two else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from core.house import utc_now
from core.services import demo
from core.store.db import open_store
from tests.browser.server import Server, start, wait_idle
from tests.cast import SECRET

LOOKS = [(1280, "light"), (400, "dark"), (1280, "dark"), (400, "light")]
WALKED = LOOKS if os.environ.get("CERTDESK_PROOFS") == "full" else LOOKS[:2]
STAFF = (
    "home",
    "workshops",
    "queue",
    "learners",
    "learners?list=due",
    "learners?q=nobody.of.this.name",
    "learners?manager=Joana+Ferreira&columns=department&columns=manager",
    "ceu-entry",
    "credits",
    "ceu-courses",
    "my-credits",
    "forecast",
    "reminders",
    "certificates",
    "invoices",
    "mails",
    "imports",
    "courses",
    "analyses",
    "activity",
    "organisation",
)
INSTRUCTOR = ("home", "workshops", "certificates")
OUTSIDE = ("signin", "verify", "verify/ABCD-2345-ABCD-2345", "claim/nothing", "assignment/nothing", "credit/nothing")
MINOR = {"presentation-role-conflict", "empty-table-header"}  # Streamlit's own, best practice only


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("demo") / "store.duckdb"
    db = open_store(store, SECRET)
    demo.fill(db, utc_now(), SECRET, "http://localhost")
    db.close()
    running = start(store, demo=False)
    yield running
    running.stop()


def barriers(tab: Page) -> list[str]:
    """Return what axe calls serious or critical, and what scrolls sideways."""
    found = Axe().run(tab).response["violations"]
    told = [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found
        if each["impact"] in ("serious", "critical") and each["id"] not in MINOR
        for node in each["nodes"][:3]
    ]
    wide = tab.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1")
    return [*told, "the page scrolls sideways"] if wide else told


def look_at(tab: Page, server: Server, name: str, look: str) -> list[str]:
    tab.goto(f"{server.url}/{name}")
    if tab.locator('[data-testid="stApp"]').count():
        wait_idle(tab)
        tab.wait_for_timeout(400)
    if folder := os.environ.get("CERTDESK_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        plain = name.replace("/", "-").replace("?", "-").replace("=", "-")
        tab.screenshot(path=f"{folder}/{plain}-{look}.png", full_page=True)
    return [f"{name}: {barrier}" for barrier in barriers(tab)]


@pytest.mark.parametrize(("width", "scheme"), WALKED)
@pytest.mark.parametrize(
    ("who", "names"),
    [("Olga Berg", STAFF), ("Andrea Steele", INSTRUCTOR), (None, OUTSIDE)],
    ids=["staff", "own", "out"],
)
def test_no_page_has_a_serious_barrier_or_scrolls_sideways(
    server: Server, browser: Browser, who: str | None, names: tuple[str, ...], width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB", bypass_csp=True
    )
    tab = context.new_page()
    try:
        if who:
            server.sign_in(tab, who)
        look = f"{'own-' if who == 'Andrea Steele' else ''}{width}-{scheme}"
        walked = [*names, *records(tab, server, who)]
        assert [told for name in walked for told in look_at(tab, server, name, look)] == []
    finally:
        context.close()


def records(tab: Page, server: Server, who: str | None) -> list[str]:
    """Return the addresses of records that the lists link to: two workshops and a person, as the reader finds them."""
    if not who:
        return []
    workshops = linked(tab, server, "workshops", "/workshop?id=")
    return [
        *workshops[:3],
        *(linked(tab, server, "learners?list=due", "/person?id=")[:1] if who == "Olga Berg" else []),
        *(linked(tab, server, "ceu-courses", "/ceu-courses?id=")[:1] if who == "Olga Berg" else []),
    ]


def linked(tab: Page, server: Server, name: str, start: str) -> list[str]:
    tab.goto(f"{server.url}/{name}")
    wait_idle(tab)
    links = tab.locator(f'a[href^="{start}"]')
    links.first.wait_for()
    return sorted({str(links.nth(at).get_attribute("href")).lstrip("/") for at in range(links.count())})
