"""Who is who in a real browser: a slip on a roster, its person's answer by mail, staff's undo, an own address."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.server import wait_idle
from tests.browser.test_main_road import Stage, create_workshop, link_to, open_as, row, upload, wait_for_mails
from tests.browser.test_main_road import stage as stage  # the fixture

SLIP, ANA = "ana.sliva@example.org", "ana.silva@example.org"
ROSTER = f"First,Last,Email\nAna,Silva,{SLIP}\n".encode()


def outside(browser: Browser, address: str) -> Page:
    tab = browser.new_context(viewport={"width": 400, "height": 800}, locale="en-GB").new_page()
    tab.goto(address)
    return tab


def say_same_person(tab: Page) -> None:
    """Press the row's button and confirm in its dialog."""
    row(tab, SLIP).get_by_role("button", name="This is the same person").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_text("Evidence: near address.")).to_be_visible(timeout=20_000)
    dialog.get_by_role("button", name="This is the same person").click()
    expect(dialog).to_be_hidden(timeout=20_000)


def test_a_slip_is_named_by_the_instructor_confirmed_by_its_person_and_undone_by_staff(
    stage: Stage, browser: Browser
) -> None:
    tab = open_as(browser, stage, "Andrea Steele", "/workshops")
    create_workshop(tab)
    upload(tab, ROSTER)
    expect(row(tab, SLIP)).to_contain_text("has nearly this address")
    expect(row(tab, SLIP)).to_contain_text("a•••@e•••.org")
    whole = "all => all.length && all.every(one => one.scrollHeight <= one.clientHeight + 1)"
    assert row(tab, SLIP).locator("td.lines .cut").evaluate_all(whole)  # no reason is cut off
    assert ANA not in tab.content()
    say_same_person(tab)
    expect(tab.get_by_text("name, domain agree")).to_be_visible(timeout=20_000)
    expect(row(tab, SLIP)).to_contain_text("Active", timeout=20_000)

    wait_for_mails(stage, 1, tab)
    answer = outside(browser, link_to(stage, ANA, "proposal"))
    expect(answer.get_by_text(SLIP)).to_be_visible()
    answer.get_by_role("button", name="Accept").click()
    expect(answer.get_by_role("heading", name="Noted")).to_be_visible()

    staff = open_as(browser, stage, "Olga Berg", "/queue")
    staff.get_by_text("Linked", exact=True).click()
    wait_idle(staff)
    staff.get_by_role("button", name="Undo the link").click()
    expect(staff.get_by_text("Taken back. The address is nobody's again.")).to_be_visible(timeout=20_000)
    tab.reload()
    wait_idle(tab)
    expect(row(tab, SLIP)).to_contain_text("Inactive", timeout=20_000)


def test_an_address_of_ones_own_is_added_and_proven_on_plain_pages(stage: Stage, browser: Browser) -> None:
    tab = open_as(browser, stage, "Olga Berg", "/home")
    tab.goto(f"{stage.server.url}/my-addresses")
    tab.get_by_label("One more address of yours").fill("olga@home.example.net")
    tab.get_by_role("button", name="Send a mail to it").click()
    expect(tab.get_by_text("A mail is on its way to")).to_be_visible()
    wait_for_mails(stage, 1, tab)
    proof = outside(browser, link_to(stage, "olga@home.example.net", "address"))
    proof.get_by_role("button", name="Confirm olga@home.example.net").click()
    expect(proof.get_by_role("heading", name="Confirmed")).to_be_visible()
    tab.goto(f"{stage.server.url}/my-addresses")
    expect(tab.get_by_text("Also yours, confirmed")).to_be_visible()
    tab.get_by_role("button", name="Send mail here").click()
    expect(tab.get_by_role("listitem").filter(has_text="olga@home.example.net")).to_contain_text("Mail goes here")
