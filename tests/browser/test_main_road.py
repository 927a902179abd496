"""The first job in a real browser: from a messy roster to a certificate in the participant's hands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.server import Server, start, wait_idle
from tests.cast import open_cast
from tests.gateways.reading import codes, pages
from tests.jobs.relay import Relay, relay
from tests.services.scenes import harbour_scene

ROSTER = (
    "Teilnehmerliste\r\n\r\nVorname;Nachname;E-Mail-Adresse;Telefon\r\n"
    "Ana;Silva;ana.silva@example.org;1\r\n"
    "José;Núñez;JOSE@example.org;2\r\n"
    "Bo;Ek;bo.ek@example.org;3\r\n"
    "No;Body;nobody@example.org;4\r\n"
    "Kaputt;Adresse;kaputt@;5\r\n"
    "Ana;Silva;ana.silva@example.org;6\r\n"
).encode("cp1252")


@dataclass(slots=True)
class Stage:
    """A server with Harbour's courses and people, whose mails leave at once to a relay of the test's own."""

    server: Server
    mails: Relay


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    cast = open_cast(tmp_path)
    scene = harbour_scene(cast)
    recent, long_ago = date.today() - timedelta(days=200), date.today() - timedelta(days=1200)
    scene.person("José", "Núñez", "jose@example.org", recent)
    scene.person("Bo", "Ek", "bo.ek@example.org", long_ago)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE organisation SET hold_minutes = 0")
        tx.execute("UPDATE completion SET completed_on = $day WHERE completed_on = DATE '2025-09-01'", day=recent)
    cast.db.close()
    with relay() as mails:
        smtp = {
            "CERTDESK_SMTP_HOST": "127.0.0.1",
            "CERTDESK_SMTP_PORT": str(mails.port),
            "CERTDESK_SMTP_STARTTLS": "no",
        }
        server = start(tmp_path / "store.duckdb", env=smtp)
        yield Stage(server, mails)
        server.stop()


def open_as(browser: Browser, stage: Stage, name: str, path: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    stage.server.sign_in(tab, name, path)
    return tab


def create_workshop(tab: Page) -> None:
    tab.get_by_role("button", name="Create workshop").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_label("Courses").click()
    tab.get_by_text("BLS Rescuer · BLS", exact=True).click()
    tab.keyboard.press("Escape")
    dialog.get_by_label("Place").fill("Hamburg")
    tab.keyboard.press("Tab")
    wait_idle(tab)
    dialog.get_by_role("button", name="Create workshop").click()
    expect(tab.get_by_role("heading", name=re.compile(r"Andrea Steele BLS Rescuer"))).to_be_visible(timeout=20_000)


def upload(tab: Page, content: bytes, name: str = "liste.csv") -> None:
    tab.set_input_files("input[type=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])
    tab.get_by_role("button", name=re.compile(r"^(Put|Add) \d+ pe")).click()
    expect(tab.get_by_text("new on the roster")).to_be_visible(timeout=20_000)
    wait_idle(tab)


def issue(tab: Page, people: int) -> None:
    tab.get_by_role("button", name="Issue certificates…").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Ida Klein")
    dialog.get_by_label("E-mail").fill("ida.klein@clinic.example.org")
    dialog.get_by_label("Organisation").fill("Clinic North")
    tab.keyboard.press("Tab")
    wait_idle(tab)
    dialog.get_by_role("button", name=re.compile(rf"^Issue {people} certificate")).dblclick()
    expect(tab.get_by_text(re.compile(r"INV-\d{4}-0000\d goes first")).first).to_be_visible(timeout=20_000)
    wait_idle(tab)


def row(tab: Page, words: str) -> Locator:
    return tab.get_by_role("row").filter(has_text=words)


def wait_for_mails(stage: Stage, count: int, tab: Page) -> None:
    for _ in range(150):
        if len(stage.mails.taken) >= count:
            return
        tab.wait_for_timeout(200)
    raise AssertionError(f"{len(stage.mails.taken)} mails of {count}: {stage.mails.recipients}")


def link_to(stage: Stage, address: str, path: str = "claim") -> str:
    place = next(at for at, message in enumerate(stage.mails.messages) if message["To"] and address in message["To"])
    found = re.search(rf"http://\S+/{path}/\S+", stage.mails.text(place))
    assert found
    return found.group(0).rstrip(".>)")


def test_an_instructor_takes_a_messy_roster_to_certificates_in_the_participants_hands(
    stage: Stage, browser: Browser, context: BrowserContext
) -> None:
    tab = open_as(browser, stage, "Andrea Steele", "/workshops")
    create_workshop(tab)
    upload(tab, ROSTER)
    expect(row(tab, "bo.ek@example.org")).to_contain_text("more than 24 months before the workshop")
    expect(row(tab, "nobody@example.org")).to_contain_text("Nobody known here has this address")
    expect(tab.get_by_label("Select Bo Ek")).to_have_count(0)
    tab.get_by_label("Select Ana Silva").check()
    expect(tab.get_by_text("1 selected · 25.00 EUR")).to_be_visible()
    tab.reload()
    wait_idle(tab)
    tab.get_by_role("button", name="Select all 2 that can be certified").click()
    expect(tab.get_by_text("2 selected · 50.00 EUR")).to_be_visible()
    issue(tab, 2)

    wait_for_mails(stage, 3, tab)
    assert sorted(stage.mails.recipients) == [
        "ana.silva@example.org",
        "ida.klein@clinic.example.org",
        "jose@example.org",
    ]
    invoice = next(message for message in stage.mails.messages if "ida.klein" in str(message["To"]))
    attached = next(part.get_content() for part in invoice.iter_attachments())
    assert "50.00" in "".join(pages(attached))

    participant = context.new_page()
    participant.goto(link_to(stage, "jose@example.org"))
    participant.get_by_label("Your name").fill("José Núñez")
    participant.get_by_role("button", name="Confirm name").click()
    with participant.expect_download() as taken:
        participant.get_by_role("link", name="Download PDF").click()
    pdf = Path(taken.value.path()).read_bytes()
    text = pages(pdf)[0]
    assert "José Núñez" in text
    assert "BLS Rescuer" in text
    (address,) = codes(pdf)
    assert address.split("/verify/")[1] in text
    participant.goto(stage.server.url + "/verify/" + address.split("/verify/")[1])
    expect(participant.get_by_text("This certificate is valid today.")).to_be_visible()
    expect(participant.get_by_text("José Núñez")).to_be_visible()

    tab.reload()
    wait_idle(tab)
    expect(tab.get_by_text("2 told · 1 certificates claimed")).to_be_visible()


def test_a_disputed_row_is_let_through_by_staff_and_the_instructor_is_told(stage: Stage, browser: Browser) -> None:
    tab = open_as(browser, stage, "Andrea Steele", "/workshops")
    create_workshop(tab)
    upload(tab, ROSTER)
    row(tab, "bo.ek@example.org").get_by_role("button", name="This is wrong").click()
    tab.get_by_role("dialog").get_by_label("What is wrong").fill("Bo renewed in May, the record is late.")
    tab.keyboard.press("Tab")
    wait_idle(tab)
    tab.get_by_role("dialog").get_by_role("button", name="Send to staff").click()
    expect(row(tab, "bo.ek@example.org")).to_contain_text("In the staff's queue.", timeout=20_000)

    staff = open_as(browser, stage, "Olga Berg", "/queue")
    expect(staff.get_by_text("Bo renewed in May, the record is late.")).to_be_visible()
    staff.get_by_label("Your sentence").fill("Seen the attendance list of May.")
    staff.keyboard.press("Tab")
    wait_idle(staff)
    staff.get_by_role("button", name="Let through").click()
    expect(staff.get_by_text("Nothing waits for an answer.")).to_be_visible(timeout=20_000)

    wait_for_mails(stage, 2, staff)
    assert stage.mails.recipients == ["olga@harbour.example.org", "andrea@harbour.example.org"]
    assert "Bo renewed in May, the record is late." in stage.mails.text(0)
    assert "Seen the attendance list of May." in stage.mails.text(1)
    tab.reload()
    wait_idle(tab)
    expect(row(tab, "bo.ek@example.org")).to_contain_text("Olga Berg let this through")
    tab.get_by_label("Select Bo Ek").check()
    expect(tab.get_by_text("1 selected · 25.00 EUR")).to_be_visible()


def test_a_completed_person_retakes_the_course_as_a_renewal(stage: Stage, browser: Browser) -> None:
    tab = open_as(browser, stage, "Andrea Steele", "/workshops")
    roster = b"First,Last,Email\nAna,Silva,ana.silva@example.org\n"
    create_workshop(tab)
    upload(tab, roster)
    tab.get_by_label("Select Ana Silva").check()
    issue(tab, 1)
    tab.goto(stage.server.url + "/workshops")
    wait_idle(tab)
    tab.get_by_role("button", name="Create workshop").click()
    dialog = tab.get_by_role("dialog")
    yesterday = date.today() - timedelta(days=1)
    day = dialog.get_by_label("Date")
    for part, value in (("year", yesterday.year), ("month", yesterday.month), ("day", yesterday.day)):
        day.get_by_role("spinbutton", name=re.compile(part, re.I)).fill(f"{value:02}")
    tab.keyboard.press("Escape")  # the calendar
    dialog.get_by_label("Courses").click()
    tab.get_by_text("BLS Rescuer · BLS", exact=True).click()
    tab.keyboard.press("Escape")
    wait_idle(tab)
    dialog.get_by_role("button", name="Create workshop").click()
    expect(tab.get_by_text("Upload the list of who was there")).to_be_visible(timeout=20_000)
    upload(tab, roster)
    expect(row(tab, "ana.silva@example.org")).to_contain_text("Completed")
    expect(tab.get_by_label("Select Ana Silva")).to_have_count(0)
    tab.get_by_text("Include retakes").click()
    tab.get_by_label("Select Ana Silva").check()
    expect(tab.get_by_text("1 selected · 20.00 EUR")).to_be_visible()
