"""The page of a credit's mail and My credits over http: what they say, what their buttons do, what a stranger gets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.house import House
from core.rules.tokens import fingerprint
from core.services import ceu_instructions
from core.services.credits import managing
from core.web import credit, my_credits
from core.web.gate import SESSION_HEADER
from tests.cast import Cast, Person, in_both
from tests.gateways.reading import pages
from tests.services.crediting import MEI, REX, STRANGER, Crediting, crediting

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def scene(cast: Cast) -> Crediting:
    return crediting(cast)


@pytest.fixture
def client(home: House) -> Iterator[TestClient]:
    assert home.db
    with TestClient(Starlette(routes=[*credit.ROUTES, *my_credits.ROUTES]), follow_redirects=False) as fresh:
        yield fresh


def path(scene: Crediting, address: str) -> str:
    return f"/credit/{scene.token(address)}"


def signed_in(cast: Cast, person: Person) -> dict[str, str]:
    return {**HERE, SESSION_HEADER.decode(): fingerprint(cast.cookie_of(person))}


def ids(text: str) -> list[str]:
    return re.findall(r'name="credit" value="(\d+)"', text)


def test_the_page_says_what_from_whom_and_accepting_counts_it_where_asked(
    client: TestClient, cast: Cast, scene: Crediting
) -> None:
    in_both(cast, cast.mei)
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}")
    shown = client.get(path(scene, MEI))
    for said in (
        "Harbour Rescue Council",
        "Mei Tanaka",
        "Title of CEU-1",
        "1.5 hours · 2 Mar 2026 · Clinical",
        "CEU-2",
    ):
        assert said in shown.text
    assert "no-store" in shown.headers["cache-control"]
    first = ids(shown.text)[0]
    form = {"act": "accept", "credit": [first], "dashboard": "north"}
    done = client.post(path(scene, MEI), data=form, headers=HERE)
    assert "1 credit accepted." in done.text
    assert len(ids(done.text)) == 1
    mine = client.get("/my-credits", headers=signed_in(cast, cast.mei)).text
    assert "Northern Vet Board · 1.5 hours" in mine
    assert "1 Jan 2026 to 31 Dec 2026" in mine
    assert "Waiting for your answer" in mine
    made = client.get("/my-credits/north.pdf", headers=signed_in(cast, cast.mei))
    text = pages(made.content)[0]
    assert all(said in text for said in ("Mei Tanaka", "Northern Vet Board", "Harbour Rescue Council", "Sum 1.5"))


def test_rejecting_needs_a_sentence_and_no_account(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    here = path(scene, STRANGER)
    shown = client.get(here).text
    assert "Open my account" in shown
    assert 'value="accept"' not in shown
    form = {"act": "reject", "credit": ids(shown)}
    refused = client.post(here, data=form, headers=HERE)
    assert (refused.status_code, "A sentence is needed here" in refused.text) == (422, True)
    done = client.post(here, data={**form, "reason": "I was not there."}, headers=HERE)
    assert "1 credit rejected." in done.text
    assert scene.only(STRANGER).state == "rejected"


def test_an_account_is_opened_by_the_link_and_what_waited_can_be_accepted(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    here = path(scene, STRANGER)
    form = {"act": "account", "first_name": "Nora", "last_name": "Lind"}
    opened = client.post(here, data=form, headers=HERE).text
    assert "Your account is open." in opened
    assert "Nora Lind" in opened
    done = client.post(here, data={"act": "accept", "credit": ids(opened), "dashboard": "harbour"}, headers=HERE)
    assert "1 credit accepted." in done.text
    assert scene.only(STRANGER).state == "accepted"


def test_somebody_of_another_organisation_may_count_it_there_or_connect(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {REX}", f"CEU-2 {REX}")
    here = path(scene, REX)
    shown = client.get(here).text
    assert "Harbour Rescue Council, and connect me to it" in shown
    assert "Do not invite me again" in shown
    first, second = ids(shown)
    client.post(here, data={"act": "accept", "credit": [first], "dashboard": "north"}, headers=HERE)
    assert not scene.page(scene.token(REX)).connected
    client.post(here, data={"act": "accept", "credit": [second], "dashboard": "connect"}, headers=HERE)
    assert scene.page(scene.token(REX)).connected


def test_a_declined_invitation_is_offered_no_more_and_the_credit_stays(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {REX}")
    here = path(scene, REX)
    done = client.post(here, data={"act": "decline"}, headers=HERE).text
    assert "no more invitations come to this address" in done
    assert "Do not invite me again" not in done
    assert len(ids(done)) == 1


def test_the_link_of_a_readdressed_credit_says_so_and_gives_nothing(
    client: TestClient, cast: Cast, scene: Crediting
) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    here, one = path(scene, STRANGER), scene.only(STRANGER).credit_id
    managing.readdress(cast.desk_of(cast.olga), one, MEI)
    shown = client.get(here).text
    assert "sent to another address since" in shown
    assert MEI not in shown
    assert ids(shown) == []
    for form in ({"act": "accept", "credit": [one], "dashboard": "harbour"}, {"act": "account"}):
        client.post(here, data=form, headers=HERE)
    assert scene.again(one).state == "readdressed"


def test_looking_changes_nothing_and_an_unknown_act_neither(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    client.get(path(scene, MEI))
    client.post(path(scene, MEI), data={"act": "shred", "credit": [scene.only(MEI).credit_id]}, headers=HERE)
    assert scene.only(MEI).state == "offered"


def test_guessed_links_and_forms_of_other_sites_open_nothing(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    for token in ("nothing", f"{scene.only(MEI).credit_id}-guess", "1" * 40):
        assert client.get(f"/credit/{token}").status_code == 404
        assert client.post(f"/credit/{token}", data={"act": "account"}, headers=HERE).status_code == 404
        assert client.get(f"/credit/{token}/guide/1.pdf").status_code == 404
    form = {"act": "accept", "credit": [scene.only(MEI).credit_id], "dashboard": "harbour"}
    foreign = client.post(path(scene, MEI), data=form, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert scene.only(MEI).state == "offered"


def test_a_forged_id_in_the_form_is_refused(client: TestClient, scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-1 {REX}")
    form = {"act": "accept", "credit": [scene.only(REX).credit_id], "dashboard": "harbour"}
    assert client.post(path(scene, MEI), data=form, headers=HERE).status_code == 422
    assert scene.only(REX).state == "offered"


def test_holders_read_their_paper_by_the_link_and_no_other_paper(
    client: TestClient, cast: Cast, scene: Crediting
) -> None:
    desk = cast.desk_of(cast.olga)
    ours = ceu_instructions.add(desk, "holder", "Your credits.pdf", b"%PDF-1.7 ours")
    inside = ceu_instructions.add(desk, "reviewer", "How to review.pdf", b"%PDF-1.7 inside")
    scene.post(f"CEU-1 {MEI}")
    here = path(scene, MEI)
    assert f"{here}/guide/{ours}.pdf" in client.get(here).text
    got = client.get(f"{here}/guide/{ours}.pdf")
    assert (got.content, got.headers["content-disposition"]) == (
        b"%PDF-1.7 ours",
        'attachment; filename="Your-credits.pdf"',
    )
    assert client.get(f"{here}/guide/{inside}.pdf").status_code == 404


def test_my_credits_asks_to_sign_in_first(client: TestClient) -> None:
    for answer in (
        client.get("/my-credits"),
        client.post("/my-credits", headers=HERE),
        client.get("/my-credits/x.pdf"),
    ):
        assert answer.headers["location"] == "/signin?next=/my-credits"


def test_a_transcript_of_a_place_where_nothing_counts_leads_back(client: TestClient, cast: Cast) -> None:
    answer = client.get("/my-credits/north.pdf", headers=signed_in(cast, cast.mei))
    assert answer.headers["location"] == "/my-credits"


def test_my_credits_accepts_some_and_rejects_the_rest_with_a_reason(
    client: TestClient, cast: Cast, scene: Crediting
) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}")
    here = signed_in(cast, cast.mei)
    first, second = ids(client.get("/my-credits", headers=here).text)
    client.post("/my-credits", data={"act": "accept", "credit": [first], "dashboard": "harbour"}, headers=here)
    done = client.post("/my-credits", data={"act": "reject", "credit": [second], "reason": "Wrong day."}, headers=here)
    assert "1 rejected." in done.text
    assert all(said in done.text for said in ("Harbour Rescue Council · 1.5 hours", "Not counted", "Rejected"))
