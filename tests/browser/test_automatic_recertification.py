"""Automatic recertification as staff meet it: switched on in a browser, carried out day by day, seen later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from core.house import utc_now
from core.rules.dates import add_months
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.store.db import open_store
from tests.browser.server import ROOT, Server, start, wait_idle
from tests.cast import SECRET, open_cast
from tests.jobs.relay import Relay, relay
from tests.services.renewing import named, renewal

WINDOW = 60  # days before the end of a term at which a renewal opens
DAYS = 6


def completed_for(turn: date) -> date:
    """Return when somebody completed whose turn comes on a day."""
    return add_months(turn + timedelta(days=WINDOW), -12)


def switch(server: Server, browser: Browser) -> None:
    """Switch automatic recertification of the first version on, as staff do."""
    tab = browser.new_context(locale="en-GB").new_page()
    server.sign_in(tab, "Olga Berg", "/courses?code=BLS-1")
    tab.get_by_text("Assign recertification by itself").click()
    wait_idle(tab)
    tab.get_by_role("button", name="Save").first.click()
    expect(tab.get_by_text("BLS 1 is saved.")).to_be_visible(timeout=20_000)
    tab.context.close()


def run_day(store: Path, day: date) -> dict[str, int]:
    """Run the daily jobs of a day as a scheduler does; return what the automatic recertification did."""
    words = [sys.executable, "-m", "core", "jobs", "run", "--on", day.isoformat(), "--store", str(store), "--json"]
    env = os.environ | {"CERTDESK_SECRET": SECRET.decode()}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    ran = json.loads(done.stdout)["ran"]
    return next((one["counts"] for one in ran if (one["org"], one["job"]) == ("harbour", "automatic")), {})


def names(tab: Page, on_list: str) -> list[str]:
    """Return who stands on a list of the learners page."""
    tab.goto(tab.url.partition("/learners")[0] + f"/learners?list={on_list}")
    wait_idle(tab)
    return [name for name in ("Ana Turn", "Ben Turn", "Cy Manual", "Dee Later") if tab.get_by_text(name).count()]


def await_mails(mails: Relay, tab: Page, wanted: set[str]) -> None:
    for _ in range(150):
        if wanted <= set(mails.recipients):
            return
        tab.wait_for_timeout(200)
    raise AssertionError(f"only {mails.recipients}")


def test_the_switch_assigns_and_tells_on_the_day_once_and_goes_over_no_manual_date(
    tmp_path: Path, browser: Browser
) -> None:
    cast = open_cast(tmp_path)
    cast.now = utc_now()
    scene = renewal(cast)
    today = date.today()
    with cast.db.transaction() as tx:
        tx.execute("UPDATE organisation SET hold_minutes = 0")
    cast.db.close()
    store = tmp_path / "store.duckdb"
    server = start(store)
    switch(server, browser)
    server.stop()

    # while the server is off, records of people arrive whose turn comes on one of the next days
    cast.db = open_store(store, SECRET)
    for name, ago in (("Ana Turn", 4), ("Ben Turn", 2), ("Cy Manual", 3), ("Dee Later", -9)):
        who = scene.person(name, completed_for(today - timedelta(days=ago)))
        if name == "Cy Manual":
            scene.do(SetRecertifyDate(today + timedelta(days=20)), named(who))
    cast.db.close()
    did = [run_day(store, today - timedelta(days=ago)) for ago in range(DAYS, 0, -1)]
    assert [one.get("assignments") for one in did] == [0, 0, 1, 0, 1, 0]
    assert run_day(store, today - timedelta(days=1)) == {}  # a second scheduler of that day finds it done

    with relay() as mails:
        smtp = {
            "CERTDESK_SMTP_HOST": "127.0.0.1",
            "CERTDESK_SMTP_PORT": str(mails.port),
            "CERTDESK_SMTP_STARTTLS": "no",
        }
        server = start(store, env=smtp)
        tab = browser.new_context(locale="en-GB").new_page()
        server.sign_in(tab, "Olga Berg", "/learners")
        assert names(tab, "not_started") == ["Ana Turn", "Ben Turn"]
        assert names(tab, "current") == ["Cy Manual", "Dee Later"]
        await_mails(mails, tab, {"ana.turn@example.org", "ben.turn@example.org"})
        server.stop()
    cast.db = open_store(store, SECRET)
    told = scene.rows("SELECT to_address FROM outbox WHERE kind = 'recertified_automatically' ORDER BY to_address")
    cast.db.close()
    assert told == [("ana.turn@example.org",), ("ben.turn@example.org",)]  # the others are reminded at most
