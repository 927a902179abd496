"""A server with a body that credits attendance, as the journeys of the third job begin with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from core.house import utc_now
from core.services.credits import answering
from tests.browser.server import Server, start
from tests.cast import SECRET, open_cast
from tests.cast import in_both as cast_in_both
from tests.jobs.relay import Relay, relay
from tests.services.crediting import REX, Crediting

MEI, STRANGER, MEIS_HOME = "mei@clinic.example.com", "new@nowhere.example.org", "mei@home.example.org"
YEAR = date.today().year
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)


@dataclass(slots=True)
class Stage:
    """A server on Harbour's registry, whose mails leave at once to a relay of the test's own."""

    server: Server
    mails: Relay

    def link_to(self, address: str, page: str = "credit") -> str:
        """Return the newest link of a page that was mailed to an address."""
        for at in range(len(self.mails.messages) - 1, -1, -1):
            message = self.mails.messages[at]
            found = re.search(rf"http://\S+/{page}/\S+", self.mails.text(at))
            if address in str(message["To"]) and found:
                return found.group(0).rstrip(".>)")
        raise AssertionError(f"no link to {address}: {self.mails.recipients}")

    def wait_for_mails(self, count: int, tab: Page) -> None:
        """Wait until so many mails have left."""
        for _ in range(150):
            if len(self.mails.taken) >= count:
                return
            tab.wait_for_timeout(200)
        raise AssertionError(f"{len(self.mails.taken)} mails of {count}: {self.mails.recipients}")


def registry(scene: Crediting) -> None:
    """Approve two courses of this year, one of last year with a successor, one at Northern; deny one."""
    scene.course("CEU-1", "approved", FIRST, LAST)
    scene.course("CEU-2", "approved", FIRST, LAST)
    scene.course("CEU-OLD", "approved", date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31))
    scene.course("CEU-DENIED", "denied")
    scene.course("NORTH-1", "approved", FIRST, LAST, None, scene.cast.north.org_id)
    scene.write(
        "UPDATE ceu_course SET successor_id = $new WHERE ceu_course_id = $old",
        new=scene.courses["CEU-1"],
        old=scene.courses["CEU-OLD"],
    )
    scene.person("Rex Adams", REX, at=scene.cast.north.org_id)


@contextmanager
def stage_in(folder: Path, *posted: str, accept: str = "", in_both: bool = False) -> Iterator[Stage]:
    """Yield a stage on which pairs were posted before, Mei's one of an id accepted; their mails have left.

    `in_both`: Mei is a holder of both organisations.
    """
    cast = open_cast(folder)
    cast.now = utc_now()
    scene = Crediting(cast)
    registry(scene)
    if posted:
        scene.post(*posted)
        scene.left(cast.now)
    if accept:
        _accept(scene, accept)
    if in_both:
        cast_in_both(cast, cast.mei)
    scene.write("UPDATE organisation SET hold_minutes = 0")
    cast.db.close()
    with relay() as mails:
        smtp = {
            "CERTDESK_SMTP_HOST": "127.0.0.1",
            "CERTDESK_SMTP_PORT": str(mails.port),
            "CERTDESK_SMTP_STARTTLS": "no",
        }
        server = start(folder / "store.duckdb", env=smtp)
        yield Stage(server, mails)
        server.stop()


def _accept(scene: Crediting, ceulid: str) -> None:
    waiting = scene.page(scene.token(MEI)).waiting
    wanted = [one.credit_id for one in waiting if one.ceulid == ceulid]
    answering.accept(scene.cast.db, SECRET, scene.token(MEI), wanted, "harbour", scene.cast.now)


def open_as(browser: Browser, stage: Stage, name: str, path: str) -> Page:
    """Open a page of the app as somebody."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    stage.server.sign_in(tab, name, path)
    return tab


def row(tab: Page, words: str) -> Locator:
    """Return the rows that hold a text."""
    return tab.get_by_role("row").filter(has_text=words)


def keep_picture(tab: Page, name: str) -> None:
    """Keep a picture where CERTDESK_SHOTS says so."""
    if folder := os.environ.get("CERTDESK_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=f"{folder}/{name}.png", full_page=True)
