"""The third job in a real browser: from a pair to an accepted credit, and everything that can go another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.crediting_stage import MEI, MEIS_HOME, STRANGER, Stage, keep_picture, open_as, row, stage_in
from tests.browser.server import wait_idle
from tests.browser.test_every_page import barriers
from tests.gateways.reading import pages
from tests.services.crediting import REX

LIST = (
    "Anwesenheit am Abend;;\r\n"
    "CEU-Kennung;E-Mail-Adresse;Stunden\r\n"
    f"CEU-1;{MEI};\r\n"
    "CEU-2;olga@harbour.example.org;1\r\n"
    "ceu-2 ;Olga@Harbour.example.org;\r\n"
    "CEU-2;mei.tanaka@university.example.net;\r\n"
    f"CEU-OLD;{MEI};\r\n"
    f"CEU-DENIED;{MEI};\r\n"
    f"NORTH-1;{MEI};\r\n"
    f"CEU-9;{MEI};\r\n"
    f"CEU-1;{REX};0,5\r\n"
    f"CEU-1;{STRANGER};\r\n"
    "CEU-1;andrea@harbuor.example.org;\r\n"
    "CEU-1;kaputt@;\r\n"
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_in(tmp_path) as made:
        yield made


def type_pair(tab: Page, ceulid: str, address: str) -> None:
    tab.get_by_role("combobox", name="CEULid").click()
    tab.get_by_role("combobox", name="CEULid").press_sequentially(ceulid)
    tab.keyboard.press("Enter")
    wait_idle(tab)
    tab.get_by_label("E-mail address").fill(address)
    tab.keyboard.press("Tab")
    wait_idle(tab)


def upload(tab: Page, content: bytes, name: str) -> None:
    tab.get_by_text("A list", exact=True).click()
    wait_idle(tab)
    tab.set_input_files("input[type=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])
    expect(tab.get_by_role("heading", name="Look before you post")).to_be_visible(timeout=20_000)
    wait_idle(tab)


def post(tab: Page, words: str) -> None:
    tab.get_by_role("button", name="Post credits…").click()
    tab.get_by_role("dialog").get_by_role("button", name=words).dblclick()
    expect(tab.get_by_text("It can be undone under Posted lately.")).to_be_visible(timeout=20_000)
    wait_idle(tab)


def sign_in_by_mail(stage: Stage, tab: Page, address: str, path: str) -> None:
    """Sign in as people outside do: ask for a link, open it, press its button."""
    before = len(stage.mails.taken)
    tab.goto(f"{stage.server.url}/signin?next={path}")
    tab.get_by_label("E-mail address").fill(address)
    tab.get_by_role("button", name="Send a sign-in link").click()
    stage.wait_for_mails(before + 1, tab)
    tab.goto(stage.link_to(address, "signin/link"))
    tab.get_by_role("button", name="Sign in").click()


def test_one_pair_is_posted_and_accepted_into_one_of_two_dashboards(
    tmp_path: Path, browser: Browser, context: BrowserContext
) -> None:
    with stage_in(tmp_path, in_both=True) as stage:
        tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
        type_pair(tab, "CEU-1", MEI)
        expect(tab.get_by_text("Mei Tanaka")).to_be_visible()
        tab.get_by_role("button", name="Look at this pair").click()
        expect(tab.get_by_text("1 pair, of which 0 not recognised, 0 will be invited, 1 will be told.")).to_be_visible()
        post(tab, "Post 1 credit · 1 mail")
        stage.wait_for_mails(1, tab)

        mei = context.new_page()
        mei.goto(stage.link_to(MEI))
        expect(mei.get_by_text("Title of CEU-1")).to_be_visible()
        assert barriers(mei) == []
        mei.get_by_label("Northern Vet Board").check()
        mei.get_by_role("button", name="Accept").click()
        expect(mei.get_by_text("1 credit accepted.")).to_be_visible()
        sign_in_by_mail(stage, mei, MEI, "/my-credits")
        mei.get_by_role("button", name="Northern Vet Board").click()  # where Mei works today
        expect(mei.get_by_role("heading", name="Northern Vet Board · 1.5 hours")).to_be_visible()
        assert barriers(mei) == []
        keep_picture(mei, "my-credits-1280-light")
        link = str(mei.get_by_role("link", name="Transcript as PDF").get_attribute("href"))
        transcript = mei.request.get(stage.server.url + link).body()
        assert "CEU-1 · Harbour Rescue Council" in pages(transcript)[0]

        tab.goto(f"{stage.server.url}/credits")
        wait_idle(tab)
        expect(row(tab, "Mei Tanaka")).to_contain_text("Accepted")


def test_a_messy_list_shows_every_class_and_flag_and_posts_what_is_left_ticked(
    tmp_path: Path, browser: Browser
) -> None:
    with stage_in(tmp_path, f"CEU-1 {MEI}", f"CEU-2 {MEI}", accept="CEU-2") as stage:
        tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
        upload(tab, LIST.encode("cp1252"), "abend.csv")
        expect(
            tab.get_by_text("12 pairs, of which 4 not recognised, 6 will be invited, 2 will be told.")
        ).to_be_visible()
        for words, told in (
            ("CEU-OLD", "Use CEU-1, which was approved on that day."),
            ("CEU-DENIED", "was denied, and that is final"),
            ("NORTH-1", "belongs to another organisation"),
            ("CEU-9", "There is no CEU course CEU-9."),
            (REX, "not connected to you"),
            (STRANGER, "an invitation goes out"),
            ("andrea@harbuor", "Is it the same person?"),
            ("kaputt@", "Malformed address"),
            ("mei.tanaka@university", "Accepted already"),
        ):
            expect(row(tab, words)).to_contain_text(told)
        expect(row(tab, "olga@harbour.example.org").first).to_contain_text("Twice in this list")
        expect(row(tab, MEI).filter(has_text="Posted before")).to_have_count(1)
        expect(tab.get_by_label("Select kaputt@, CEU-1")).to_have_count(0)
        expect(tab.get_by_text("3 of 12 selected · 3 mails")).to_be_visible()
        keep_picture(tab, "pairs-1280-light")

        row(tab, "CEU-OLD").get_by_role("button", name="Correct…").click()
        tab.get_by_role("dialog").get_by_label("E-mail address").fill("ben@harbour.example.org")
        tab.get_by_role("dialog").get_by_label("CEULid").fill("CEU-2")
        tab.keyboard.press("Tab")
        wait_idle(tab)
        tab.get_by_role("button", name="Correct 1 pair").click()
        expect(tab.get_by_text("3 not recognised")).to_be_visible(timeout=20_000)
        wait_idle(tab)
        row(tab, "andrea@harbuor").get_by_role("button", name="Same person…").click()
        tab.get_by_role("button", name=re.compile("^Use andrea")).click()
        expect(row(tab, "andrea@harbuor")).to_have_count(0, timeout=20_000)
        wait_idle(tab)
        tab.get_by_label(f"Select {STRANGER}, CEU-1").uncheck()
        expect(tab.get_by_text("3 of 12 selected · 3 mails")).to_be_visible(timeout=20_000)
        tab.get_by_label("Select olga@harbour.example.org, CEU-2").first.check()
        expect(tab.get_by_text("4 of 12 selected · 4 mails")).to_be_visible(timeout=20_000)
        tab.reload()
        wait_idle(tab)
        expect(tab.get_by_text("4 of 12 selected · 4 mails")).to_be_visible(timeout=20_000)
        post(tab, "Post 4 credits · 4 mails")
        stage.wait_for_mails(4, tab)
        assert sorted(stage.mails.recipients) == sorted(
            [REX, "andrea@harbour.example.org", "ben@harbour.example.org", "olga@harbour.example.org"]
        )


def test_a_stranger_rejects_without_an_account_and_staff_read_why(
    stage: Stage, browser: Browser, context: BrowserContext
) -> None:
    tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
    type_pair(tab, "CEU-1", STRANGER)
    tab.get_by_role("button", name="Look at this pair").click()
    post(tab, "Post 1 credit · 1 mail")
    stage.wait_for_mails(1, tab)
    outside = context.new_page()
    outside.goto(stage.link_to(STRANGER))
    outside.get_by_text("Something is wrong").click()
    outside.get_by_label("What is wrong, in a sentence").fill("I was not there.")
    outside.get_by_role("button", name="Reject").click()
    expect(outside.get_by_text("1 credit rejected.")).to_be_visible()
    tab.goto(f"{stage.server.url}/credits")
    wait_idle(tab)
    row(tab, STRANGER).get_by_role("button", name="Open…").click()
    expect(tab.get_by_role("dialog").get_by_text("I was not there.")).to_be_visible(timeout=20_000)


def test_what_is_archived_is_recovered_under_an_alternate_address(
    tmp_path: Path, browser: Browser, context: BrowserContext
) -> None:
    with stage_in(tmp_path, f"CEU-1 {MEIS_HOME}") as stage:
        tab = open_as(browser, stage, "Olga Berg", "/credits")
        expect(row(tab, MEIS_HOME)).to_contain_text("Archived")
        mei = context.new_page()
        sign_in_by_mail(stage, mei, MEI, "/my-credits")
        expect(mei.get_by_text("Nothing is credited to you yet.")).to_be_visible()
        mei.goto(f"{stage.server.url}/my-addresses")
        mei.get_by_label("One more address of yours").fill(MEIS_HOME)
        mei.get_by_role("button", name="Send a mail to it").click()
        stage.wait_for_mails(2, mei)
        mei.goto(stage.link_to(MEIS_HOME, "address"))
        mei.get_by_role("button", name=f"Confirm {MEIS_HOME}").click()
        mei.goto(f"{stage.server.url}/my-credits")
        expect(mei.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
        mei.get_by_role("button", name="Accept").click()
        expect(mei.get_by_role("heading", name="Harbour Rescue Council · 1.5 hours")).to_be_visible()
        tab.reload()
        wait_idle(tab)
        expect(row(tab, MEIS_HOME)).to_contain_text("Accepted")


def test_the_old_mailbox_gets_nothing_of_what_was_sent_to_another_address(
    stage: Stage, browser: Browser, context: BrowserContext
) -> None:
    tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
    type_pair(tab, "CEU-1", STRANGER)
    tab.get_by_role("button", name="Look at this pair").click()
    post(tab, "Post 1 credit · 1 mail")
    stage.wait_for_mails(1, tab)
    old = stage.link_to(STRANGER)
    tab.goto(f"{stage.server.url}/credits")
    wait_idle(tab)
    row(tab, STRANGER).get_by_role("button", name="Open…").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_text("Another address", exact=True).click()
    wait_idle(tab)
    dialog.get_by_label("The right address").fill(MEI)
    tab.keyboard.press("Tab")
    wait_idle(tab)
    dialog.get_by_role("button", name="Send it to this address").click()
    expect(tab.get_by_text("1 credit went to the other address.")).to_be_visible(timeout=20_000)
    stage.wait_for_mails(3, tab)
    assert sorted(stage.mails.recipients) == sorted([STRANGER, STRANGER, MEI])
    outside = context.new_page()
    outside.goto(old)
    expect(outside.get_by_text("It was sent to another address since")).to_be_visible()
    expect(outside.get_by_text(MEI)).to_have_count(0)
    expect(outside.get_by_role("button", name=re.compile("Accept|Open my account|Reject"))).to_have_count(0)
    outside.goto(stage.link_to(MEI))
    outside.get_by_role("button", name="Accept").click()
    expect(outside.get_by_text("1 credit accepted.")).to_be_visible()


def test_a_posting_is_undone_in_three_buckets(tmp_path: Path, browser: Browser) -> None:
    with stage_in(tmp_path, f"CEU-1 {MEI}", f"CEU-1 {REX}", f"CEU-1 {STRANGER}", accept="CEU-1") as stage:
        tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
        tab.get_by_role("button", name="Undo…").click()
        dialog = tab.get_by_role("dialog")
        for words, number in (("Withdrawn: nobody", "2"), ("Kept: answered", "1"), ("Impossible: mails", "2")):
            expect(dialog.get_by_role("row").filter(has_text=words)).to_contain_text(number, timeout=20_000)
        keep_picture(tab, "undo-1280-light")
        dialog.get_by_role("button", name="Withdraw 2 credits").click()
        expect(tab.get_by_text("2 credits withdrawn, 1 kept, 2 corrections sent.")).to_be_visible(timeout=20_000)
        stage.wait_for_mails(2, tab)
        assert sorted(stage.mails.recipients) == sorted([REX, STRANGER])
        assert "They were taken back" in stage.mails.text()


def test_a_denied_id_is_said_as_soon_as_it_is_typed_and_never_posted(stage: Stage, browser: Browser) -> None:
    tab = open_as(browser, stage, "Olga Berg", "/ceu-entry")
    type_pair(tab, "CEU-DENIED", MEI)
    expect(tab.get_by_text("CEU-DENIED was denied, and that is final.")).to_be_visible(timeout=20_000)
    tab.get_by_role("button", name="Look at this pair").click()
    expect(tab.get_by_text("1 not recognised")).to_be_visible(timeout=20_000)
    expect(tab.get_by_role("button", name="Post credits…")).to_be_disabled()
