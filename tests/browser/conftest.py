"""A real server on a fresh store and a real browser, for the journeys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import Server, start
from tests.cast import make_store

PageAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey, so that `-m browser` finds them all."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; without one the journeys fail and say so."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.NONE)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=as_root)
        yield launched
        launched.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own on a fresh store with the cast, marked as a demo so that a click signs in."""
    store = tmp_path / "store.duckdb"
    make_store(store)
    started = start(store)
    yield started
    started.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A signed-out tab."""
    return context.new_page()


@pytest.fixture
def page_as(server: Server, browser: Browser) -> Iterator[PageAs]:
    """Open the app as somebody: page_as("Olga Berg", "/workshops", width=400)."""
    opened: list[BrowserContext] = []

    def open_as(name: str, path: str = "/", width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        opened.append(context)
        tab = context.new_page()
        server.sign_in(tab, name, path)
        return tab

    yield open_as
    for context in opened:
        context.close()
