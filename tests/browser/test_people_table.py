"""The table of people in a real browser, under the app's content policy."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.server import ROOT, free_port

ACTIVE = 4
OpenRoster = Callable[..., Page]


@dataclass
class Heard:
    """What the browser complained about: scripts and styles that the policy stopped, errors, missing files."""

    complaints: list[str] = field(default_factory=list)

    def listen(self, tab: Page) -> None:
        tab.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("dialog", lambda dialog: self.complaints.append(f"a script ran: {dialog.message}"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "uvicorn", "tests.browser.table_app:app", "--port", str(port), "--no-access-log"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    _wait_until_up(url)
    yield url
    process.terminate()
    process.wait(10)


def _wait_until_up(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=2).text == "ok":
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the table's app did not start")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def roster(address: str, browser: Browser, heard: Heard) -> Iterator[OpenRoster]:
    """Open the roster: roster(width=400, scheme="dark")."""
    opened: list[BrowserContext] = []

    def open_roster(width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-GB",
        )
        opened.append(context)
        tab = context.new_page()
        heard.listen(tab)
        tab.goto(address)
        tab.get_by_role("table", name="Participants").wait_for(timeout=30_000)
        return tab

    yield open_roster
    for context in opened:
        context.close()


def test_only_active_rows_have_a_checkbox_and_a_tick_moves_the_total(roster: OpenRoster, heard: Heard) -> None:
    tab = roster()
    every = tab.get_by_role("checkbox", name="Select all on this page")
    expect(tab.get_by_role("checkbox")).to_have_count(ACTIVE + 1)
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    expect(tab.get_by_text("1 selected")).to_be_visible()
    assert every.evaluate("box => box.indeterminate")
    every.check()
    expect(tab.get_by_text(f"{ACTIVE} selected")).to_be_visible()
    every.uncheck()
    expect(tab.get_by_text("0 selected")).to_be_visible()
    assert heard.complaints == []


def test_a_name_full_of_markup_stays_a_name(roster: OpenRoster, heard: Heard) -> None:
    tab = roster()
    expect(tab.get_by_role("link", name="<img src=x onerror=alert(1)>")).to_be_visible()
    expect(tab.get_by_role("checkbox", name="Select <img src=x onerror=alert(1)>")).to_be_visible()
    expect(tab.locator(".people img")).to_have_count(0)
    assert heard.complaints == []


def test_the_keyboard_alone_ticks_moves_and_keeps_its_place(roster: OpenRoster) -> None:
    tab = roster()
    tab.get_by_role("checkbox", name="Select Ana Silva").focus()
    tab.keyboard.press("Space")
    expect(tab.get_by_text("1 selected")).to_be_visible()
    expect(tab.get_by_role("checkbox", name="Select Ana Silva")).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(tab.get_by_role("checkbox", name="Select Olga Berg")).to_be_focused()
    tab.keyboard.press("Space")
    expect(tab.get_by_text("2 selected")).to_be_visible()


def test_shift_ticks_everybody_in_between(roster: OpenRoster) -> None:
    tab = roster()
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    tab.get_by_role("checkbox", name="Select Andrea Steele").click(modifiers=["Shift"])
    expect(tab.get_by_text(f"{ACTIVE} selected")).to_be_visible()


def test_a_tick_and_a_click_at_once_lose_nobody_and_old_ticks_do_not_come_back(roster: OpenRoster) -> None:
    tab = roster()
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    tab.get_by_role("checkbox", name="Select Olga Berg").check()
    tab.get_by_role("button", name="Issue certificates").click()
    expect(tab.get_by_text("Last: issued to [1, 3]")).to_be_visible()
    expect(tab.get_by_text("0 selected")).to_be_visible()
    expect(tab.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_a_rows_button_reports_its_row_and_leaves_the_ticks(roster: OpenRoster) -> None:
    tab = roster()
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    expect(tab.get_by_role("button", name="This is wrong")).to_have_count(1)
    tab.get_by_role("button", name="This is wrong: Mei Tanaka").click()
    expect(tab.get_by_text("Last: dispute of 2")).to_be_visible()
    expect(tab.get_by_text("1 selected")).to_be_visible()


def test_a_link_stays_in_the_session_and_the_way_back_keeps_the_ticks(roster: OpenRoster) -> None:
    tab = roster()
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    expect(tab.get_by_text("1 selected")).to_be_visible()
    tab.get_by_role("link", name="Olga Berg").click()
    expect(tab.get_by_role("heading", name="Person 3")).to_be_visible()
    expect(tab.get_by_text("1 selected before")).to_be_visible()
    assert tab.url.endswith("/person?id=3")
    tab.go_back()
    expect(tab.get_by_role("checkbox", name="Select Ana Silva")).to_be_checked()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everybody_at_any_width_by_day_and_by_night(
    roster: OpenRoster, heard: Heard, width: int, scheme: str
) -> None:
    tab = roster(width, scheme)
    tab.get_by_role("checkbox", name="Select Ana Silva").check()
    expect(tab.get_by_text("1 selected")).to_be_visible()
    expect(tab.get_by_role("columnheader", name="Fee")).to_be_visible(visible=width > 560)
    expect(tab.get_by_text("29 Feb 2028").first).to_be_visible()
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], one["impact"]) for one in found if one["impact"] in ("serious", "critical")] == []
    assert tab.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    assert heard.complaints == []


def test_a_table_without_ticks_has_no_empty_row_of_headings_on_a_phone(roster: OpenRoster) -> None:
    tab = roster(400)
    tab.get_by_role("link", name="Olga Berg").click()
    tab.get_by_role("table", name="Nothing to tick").wait_for()
    expect(tab.get_by_role("checkbox")).to_have_count(0)
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], one["impact"]) for one in found if one["impact"] in ("serious", "critical")] == []


def test_a_heading_sorts_turns_round_and_keeps_the_focus(roster: OpenRoster) -> None:
    tab = roster()
    heading = tab.get_by_role("columnheader", name="Valid through")
    for direction in ("ascending", "descending"):
        heading.get_by_role("button").press("Enter")
        expect(heading).to_have_attribute("aria-sort", direction)
        expect(heading.get_by_role("button")).to_be_focused()
    assert tab.get_by_role("columnheader", name="Fee").get_by_role("button").count() == 0
