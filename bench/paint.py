"""A tick on the workshop page until the new total is painted, beside a click on an empty Streamlit page.

Both servers are up, both pages stand open in one Chromium, and clicks take turns. Bytes are what the websocket brings,
for the first page of a roster of 50,000 and for turning it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench import population
from bench.classify import keep, put
from bench.clicks import Received, middle, painted_after
from bench.rows import Row, row
from core.model import WorkshopId
from tests.browser import chromium
from tests.browser.server import Server, start, wait_idle

LINES = 50_000
QUICK = {"people": 2_000, "lines": 200, "rounds": 3}
WARM = 5


def measure(people: int = 100_000, lines: int = LINES, rounds: int = 25) -> list[Row]:
    """Return click to paint as median of `rounds` after a warm-up, and the bytes of one page of a long roster."""
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        store = Path(folder) / "store.duckdb"
        small, large = _workshops(store, people, lines)
        with _serving(Path(folder), store) as (ours, empty):
            floor, tick = _clicks(browser, ours, empty, small, rounds)
            first, turned = _bytes(browser, ours, large)
    return [
        row("tick a row of 25 until the new total is painted", floor, tick, 2.5, "ms"),
        row(f"first page of a roster of {lines:,} (limit 100 kB)", 100, first / 1000, 1, "kB"),
        row(f"next page of a roster of {lines:,} (limit 100 kB)", 100, turned / 1000, 1, "kB"),
    ]


def _workshops(store: Path, people: int, lines: int) -> tuple[WorkshopId, WorkshopId]:
    """Make a store with a workshop of 25 people and one of many; return both."""
    town = population.make(store, people)
    made = []
    for size in (25, lines):
        draft = keep(town, population.roster(size, people))
        put(town, draft)
        made.append(draft[0])
    town.db.close()
    return made[0], made[1]


@contextmanager
def _serving(folder: Path, store: Path) -> Iterator[tuple[Server, Server]]:
    ours = start(store)
    try:
        empty = start(
            folder / "empty.duckdb",
            demo=False,
            by=(sys.executable, "-m", "uvicorn", "bench.empty_app:app", "--host", "127.0.0.1", "--port"),
        )
        try:
            yield ours, empty
        finally:
            empty.stop()
    finally:
        ours.stop()


@contextmanager
def _browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.NONE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield launched
        launched.close()


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")


def _clicks(browser: Browser, ours: Server, empty: Server, workshop: WorkshopId, rounds: int) -> tuple[float, float]:
    """Return the medians of a click on the empty page and of a tick on the workshop's page."""
    bare, desk = _context(browser).new_page(), _context(browser).new_page()
    bare.goto(empty.url)
    wait_idle(bare)
    ours.sign_in(desk, "Andrea Steele", f"/workshop?id={workshop}")
    boxes = desk.get_by_role("checkbox", name=re.compile("^Select (?!all)"))
    button = bare.get_by_role("button", name="Click")
    floors, ticks, ticked = [], [], set[int]()
    for turn in range(1, 1 + WARM + rounds):
        at = (turn & -turn).bit_length() - 1  # as a Gray code counts: no selection comes twice
        ticked ^= {at}
        bare.bring_to_front()
        floors.append(painted_after(bare, button, f"{turn} clicks"))
        desk.bring_to_front()
        ticks.append(painted_after(desk, boxes.nth(at), f"{len(ticked)} selected"))
    return middle(floors[WARM:]), middle(ticks[WARM:])


def _bytes(browser: Browser, ours: Server, workshop: WorkshopId) -> tuple[int, int]:
    """Return what the websocket brings for the first page of a roster, and for the next one."""
    context = _context(browser)
    ours.sign_in(context.new_page(), "Andrea Steele")
    page, received = context.new_page(), Received()
    received.watch(page)
    page.goto(f"{ours.url}/workshop?id={workshop}")
    wait_idle(page)
    page.get_by_text("1–25 of").wait_for()
    first = received.taken()
    page.get_by_role("button", name="Page 2", exact=True).click()
    page.get_by_text("26–50 of").wait_for()
    wait_idle(page)
    return first, received.taken()


if __name__ == "__main__":
    print(json.dumps(measure(**QUICK if "--quick" in sys.argv else {})))
