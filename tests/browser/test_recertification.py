"""The second job in a real browser: the yearly roll-out, from laggards to mails, and half of it taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from core.house import utc_now
from core.model import Unit
from core.rules import tokens
from core.services import own_assignment, units
from core.services.learners import LIST_WORDS
from core.services.recertification.recertify import Recertify
from tests.browser.server import Server, start, wait_idle
from tests.cast import SECRET, Cast, open_cast
from tests.jobs.relay import Relay, relay
from tests.services.renewing import named, renewal

DUE, NORTH = 28, 4
LATE = 40  # days ago the laggards were assigned


@dataclass(slots=True)
class Stage:
    """A server with a body whose year turns, its mails leaving at once to a relay of the test's own."""

    server: Server
    mails: Relay
    cast: Cast


def roll_out(folder: Path) -> Cast:
    """Return Harbour on the day of its roll-out: two laggards, one who is done, 28 who are due, 4 with odd dates."""
    cast = open_cast(folder)
    scene = renewal(cast)
    today = date.today()
    long_ago = today - timedelta(days=400)
    late = [scene.person(name, long_ago) for name in ("Ana Late", "Bo Late", "Cy Done")]
    cast.now = utc_now() - timedelta(days=LATE)
    scene.do(Recertify(), named(*late))
    ((done,),) = scene.rows("SELECT assignment_id FROM assignment WHERE person_id = $who", who=late[2])
    link = tokens.keyed(SECRET, own_assignment.PURPOSE, done)
    own_assignment.finish(cast.db, SECRET, link, utc_now() - timedelta(days=20))
    for at in range(DUE):
        who = scene.person(f"{'East' if at < 5 else 'West'}{at:02} Crew", today - timedelta(days=340 + at % 3))
        if at < 5:
            units.change(scene.olga, who, Unit("Boats", "East", "Nora Lind"))
    for at in range(NORTH):
        scene.person(f"North{at} Crew", today - timedelta(days=100 + 30 * at))
    with cast.db.transaction() as tx:
        tx.execute("UPDATE organisation SET hold_minutes = 0")
        tx.execute("UPDATE outbox SET state = 'sent'")
    cast.db.close()
    return cast


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    cast = roll_out(tmp_path)
    with relay() as mails:
        smtp = {
            "CERTDESK_SMTP_HOST": "127.0.0.1",
            "CERTDESK_SMTP_PORT": str(mails.port),
            "CERTDESK_SMTP_STARTTLS": "no",
        }
        server = start(tmp_path / "store.duckdb", env=smtp)
        yield Stage(server, mails, cast)
        server.stop()


@pytest.fixture
def olga(stage: Stage, context: BrowserContext) -> Page:
    tab = context.new_page()
    stage.server.sign_in(tab, "Olga Berg", "/learners")
    return tab


def show(tab: Page, name: str) -> None:
    """Choose a list, and wait until its address is there."""
    tab.get_by_role("radio", name=name, exact=True).click()
    slug = next(slug for slug, word in LIST_WORDS.items() if word == name)
    expect(tab).to_have_url(re.compile(rf"list={slug}\b"), timeout=20_000)
    wait_idle(tab)


def search(tab: Page, text: str) -> None:
    tab.get_by_placeholder("Name or address").fill(text)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(rf"q={text}\b" if text else r"^[^?]*\?(?!.*q=)"), timeout=20_000)
    wait_idle(tab)


def select_all(tab: Page, number: int) -> None:
    tab.get_by_role("button", name=f"Select all {number} that match").click()
    expect(tab.get_by_text(f"{number} selected")).to_be_visible(timeout=20_000)


def more(tab: Page, action: str) -> Locator:
    """Open an action from the menu; return its dialog."""
    tab.get_by_role("button", name="More").click()
    tab.get_by_text(f"{action}…", exact=True).last.click()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=20_000)
    wait_idle(tab)
    return dialog


def confirm(tab: Page, dialog: Locator, button: str, said: str) -> None:
    dialog.get_by_role("button", name=button).dblclick()
    expect(tab.get_by_text(said)).to_be_visible(timeout=20_000)
    expect(dialog).to_have_count(0)
    wait_idle(tab)


def leave(tab: Page) -> None:
    """Close the dialog by keyboard, once the focus is back in it: the button that was pressed may be gone."""
    wait_idle(tab)
    dialog = tab.get_by_role("dialog")
    tab.wait_for_function("document.activeElement?.closest('[role=dialog]')", timeout=20_000)
    tab.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=20_000)
    wait_idle(tab)


def wait_for_mails(stage: Stage, count: int, tab: Page) -> None:
    for _ in range(150):
        if len(stage.mails.taken) >= count:
            return
        tab.wait_for_timeout(200)
    raise AssertionError(f"{len(stage.mails.taken)} mails of {count}: {stage.mails.recipients}")


def link_of(stage: Stage, address: str) -> str:
    places = [at for at, message in enumerate(stage.mails.messages) if address in str(message["To"])]
    found = re.search(r"http://\S+/assignment/\S+", stage.mails.text(places[-1]))
    assert found
    return found.group(0)


def test_the_yearly_roll_out_and_half_of_it_taken_back(stage: Stage, olga: Page, browser: Browser) -> None:
    tab = olga
    expect(tab.get_by_text(f"5 current · {DUE} due for recertification")).to_be_visible()

    # who is done is current and has the next date; the laggards get another day, and a reminder
    show(tab, "Current")
    expect(tab.get_by_role("row").filter(has_text="Cy Done")).to_contain_text("Due for recertification from")
    show(tab, "Overdue")
    expect(tab.get_by_role("row").filter(has_text="Ana Late")).to_contain_text("10 days ago")
    expect(tab.get_by_role("row").filter(has_text="Cy Done")).to_have_count(0)
    select_all(tab, 2)
    dialog = more(tab, "Set due date and remind")
    expect(dialog.get_by_text("Will be done: 2 dates · 2 mails.")).to_be_visible()
    confirm(tab, dialog, "Set the due date of 2 people", "Set due date and remind: 2 dates · 2 mails.")
    wait_for_mails(stage, 2, tab)
    assert sorted(stage.mails.recipients) == ["ana.late@example.org", "bo.late@example.org"]

    # the crew of the east learns the new version
    show(tab, "Due for recertification")
    search(tab, "east")
    select_all(tab, 5)
    dialog = more(tab, "Change next course")
    dialog.get_by_role("combobox").click()
    tab.get_by_role("option", name="BLS 2 · BLS-2").click()
    wait_idle(tab)
    expect(dialog.get_by_role("row").filter(has_text="East00")).to_contain_text("BLS 2")
    confirm(tab, dialog, "Change the next course of 5 people", "Change next course: 5 people")

    # the crew of the north falls due on one day from now on
    show(tab, "Current")
    search(tab, "north")
    select_all(tab, NORTH)
    dialog = more(tab, "Align to one date")
    expect(dialog.get_by_text("Longest gap")).to_be_visible()
    confirm(tab, dialog, f"Align {NORTH} people", f"Align to one date: {NORTH} dates")
    aligned = date.today() + timedelta(days=60)
    expect(tab.get_by_text(f"{aligned.day} {aligned:%b %Y}", exact=True)).to_have_count(NORTH)

    # everybody who is due
    show(tab, "Due for recertification")
    search(tab, "")
    expect(tab.get_by_text(f"1–25 of {DUE}")).to_be_visible()
    select_all(tab, DUE)
    dialog = more(tab, "Recertify")
    expect(dialog.get_by_text(f"Will be done: {DUE} assignments · {DUE} mails.")).to_be_visible()
    confirm(tab, dialog, f"Recertify {DUE} people", f"Recertify: {DUE} assignments · {DUE} mails.")
    wait_for_mails(stage, 2 + DUE, tab)
    assert len(set(stage.mails.recipients[2:])) == DUE

    # two have begun when Olga thinks better of it
    for name in ("east00", "west05"):
        learner = browser.new_context(locale="en-GB").new_page()
        learner.goto(link_of(stage, f"{name}.crew@example.org"))
        expect(learner.get_by_role("heading", name="BLS 2" if name == "east00" else "BLS 1")).to_be_visible()
        learner.get_by_role("button", name="Begin").click()
        expect(learner.get_by_text("In progress")).to_be_visible()
    tab.get_by_text("Recent actions", exact=True).click()
    undo = tab.get_by_role("row").filter(has_text=f"{DUE} assignments").get_by_role("button", name="Undo…")
    undo.click()
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_role("row").filter(has_text="Kept")).to_contain_text("2")
    confirm(tab, dialog, f"Undo for {DUE - 2} people", f"Undone: {DUE - 2} reversed · 2 kept")
    wait_for_mails(stage, 2 + DUE + DUE - 2, tab)
    expect(tab.get_by_text(f"2 in progress · 5 current · {DUE - 2} due for recertification")).to_be_visible()


def test_an_address_shows_the_list_to_a_colleague_and_back_leads_to_it(stage: Stage, olga: Page) -> None:
    tab = olga
    tab.goto(f"{stage.server.url}/learners?list=due&q=west&sort=-name&page=1")
    wait_idle(tab)
    first = tab.get_by_role("row").nth(1)
    expect(first).to_contain_text("West27 Crew")
    first.get_by_role("link").click()
    expect(tab.get_by_role("heading", name="West27 Crew")).to_be_visible(timeout=20_000)
    tab.go_back()
    expect(tab.get_by_role("row").nth(1)).to_contain_text("West27 Crew", timeout=20_000)
    assert "q=west" in tab.url


def test_a_bar_of_the_forecast_leads_to_its_people(stage: Stage, olga: Page) -> None:
    tab = olga
    tab.goto(f"{stage.server.url}/forecast")
    wait_idle(tab)
    tab.get_by_role("row").filter(has_text="By today").first.get_by_role("link").click()
    expect(tab.get_by_text(re.compile(rf"of {DUE + 2}$"))).to_be_visible(timeout=20_000)


def test_a_bar_that_is_pressed_leads_to_its_people_too(stage: Stage, olga: Page) -> None:
    tab = olga
    tab.goto(f"{stage.server.url}/forecast")
    wait_idle(tab)
    tab.locator('[data-testid="stVegaLiteChart"] [aria-roledescription="bar"]').first.click()
    expect(tab).to_have_url(re.compile(r"/learners\?.*course=BLS-1"), timeout=20_000)


def test_what_is_filtered_is_exported_in_the_order_shown(stage: Stage, olga: Page) -> None:
    tab = olga
    tab.goto(f"{stage.server.url}/learners?list=due&q=west&sort=-name")
    wait_idle(tab)
    tab.get_by_role("button", name="Export").click()
    with tab.expect_download() as taken:
        tab.get_by_role("button", name="CSV").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows[1:4]] == ['"West27 Crew"', '"West26 Crew"', '"West25 Crew"']
    assert len(rows) == 1 + DUE - 5


def test_a_managers_people_are_filtered_by_keyboard_and_their_days_handed_over(stage: Stage, olga: Page) -> None:
    tab = olga
    tab.get_by_role("combobox", name="Manager").focus()
    tab.keyboard.type("nora")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(r"manager=Nora\+Lind"), timeout=20_000)
    tab.keyboard.press("Escape")
    wait_idle(tab)
    expect(tab.get_by_text("5 due for recertification", exact=True)).to_be_visible()
    select_all(tab, 5)
    tab.get_by_role("button", name="Export").click()
    with tab.expect_download() as taken:
        tab.get_by_role("button", name="Calendar").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert "X-WR-CALNAME:Harbour Rescue Council: due dates\\, Nora Lind" in text
    assert sorted(re.findall(r"SUMMARY:BLS 1: (\w+)", text)) == [f"East{at:02}" for at in range(5)]
    tab.get_by_role("row").filter(has_text="East03").get_by_role("link").click()
    expect(tab.get_by_text("Department: Boats · Location: East · Manager: Nora Lind")).to_be_visible(timeout=20_000)


def test_whatever_is_declined_is_declined_in_a_sentence(stage: Stage, olga: Page, browser: Browser) -> None:
    tab = olga
    search(tab, "late")  # open already
    select_all(tab, 2)
    dialog = more(tab, "Recertify")
    expect(dialog.get_by_text("Nothing would change for anybody here.")).to_be_visible()
    expect(dialog.get_by_text(re.compile("^Ana Late has BLS 1 open already, due .* Change that"))).to_be_visible()
    leave(tab)

    search(tab, "north")  # a day before the completion
    select_all(tab, NORTH)
    dialog = more(tab, "Set recertification date")
    dialog.get_by_role("spinbutton").first.click()
    tab.keyboard.type("20200101")
    dialog.get_by_text("People fall due on a day of your choice.").click()
    expect(dialog.get_by_text("North0 Crew completed BLS 1 after that day. Choose a later one.")).to_be_visible(
        timeout=20_000
    )
    expect(dialog.get_by_role("button", name="Set the date")).to_have_count(0)
    leave(tab)

    search(tab, "west27")  # two tabs with one plan: the second finds it done, or the list moved on
    other = tab.context.new_page()
    other.goto(tab.url)
    wait_idle(other)
    for each in (tab, other):
        select_all(each, 1)
    first, second = more(tab, "Recertify"), more(other, "Recertify")
    confirm(tab, first, "Recertify 1 person", "Recertify: 1 assignment · 1 mail.")
    confirm(other, second, "Recertify 1 person", "was done before; nothing was done twice")
    wait_for_mails(stage, 1, tab)

    search(tab, "west26")  # overtaken: whom it was for is gone from the list
    other.goto(tab.url)
    wait_idle(other)
    for each in (tab, other):
        select_all(each, 1)
    second = more(other, "Archive")
    first = more(tab, "Recertify")
    confirm(other, second, "Archive 1 person", "Archive: 1 person")
    first.get_by_role("button", name="Recertify 1 person").click()
    expect(first.get_by_text(re.compile("West26 Crew was archived"))).to_be_visible(timeout=20_000)
    expect(first.get_by_text("Nothing would change for anybody here.")).to_be_visible()
    assert len(stage.mails.taken) == 1
    leave(tab)

    search(tab, "west25")  # whom another organisation knows is nobody there
    href = tab.get_by_role("row").filter(has_text="West25").get_by_role("link").get_attribute("href")
    theirs = browser.new_context(locale="en-GB").new_page()
    stage.server.sign_in(theirs, "Nils Holm", str(href))
    expect(theirs.get_by_text(re.compile(r"^There is no person \d+ here"))).to_be_visible(timeout=20_000)
