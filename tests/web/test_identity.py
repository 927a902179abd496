"""The plain pages on which people say who they are, over http."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.house import House
from core.rules.tokens import fingerprint
from core.services.identity import own_addresses
from core.web import identity
from core.web.gate import SESSION_HEADER
from core.web.routes import PUBLIC
from tests.cast import MEIS_SECOND, Cast
from tests.services.scenes import harbour_scene
from tests.services.telling_who import ANA, SLIP, Telling, telling

HERE = {"sec-fetch-site": "same-origin"}
FOREIGN = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def client(home: House) -> Iterator[TestClient]:
    assert home.db
    with TestClient(Starlette(routes=identity.ROUTES), follow_redirects=False) as fresh:
        yield fresh


@pytest.fixture
def told(cast: Cast) -> Telling:
    return telling(harbour_scene(cast))


def signed_in(cast: Cast) -> dict[str, str]:
    return {**HERE, SESSION_HEADER.decode(): fingerprint(cast.cookie_of(cast.mei))}


def test_a_proposal_shows_old_beside_new_and_its_buttons_answer_it(client: TestClient, told: Telling) -> None:
    told.say(told.scene.cast.andrea)
    path = f"/proposal/{told.mail('proposal')[1]}"
    shown = client.get(path)
    assert all(
        words in shown.text
        for words in (f"beside {ANA}", SLIP, "Andrea Steele BLS Rescuer", "Accept", "Decline", "Harbour Rescue Council")
    )
    assert "no-store" in shown.headers["cache-control"]
    assert client.post(path, data={"act": "accept"}, headers=FOREIGN).status_code == 403
    client.post(path, data={"act": "nothing"}, headers=HERE)
    assert told.owner(SLIP) is None
    done = client.post(path, data={"act": "accept"}, headers=HERE)
    assert "Noted" in done.text
    assert "<form" not in done.text
    assert told.owner(SLIP) == told.scene.person_of(ANA)


def test_a_declined_proposal_says_so(client: TestClient, told: Telling) -> None:
    told.say(told.scene.cast.andrea)
    path = f"/proposal/{told.mail('proposal')[1]}"
    assert "Everything is as it was" in client.post(path, data={"act": "decline"}, headers=HERE).text
    assert told.owner(SLIP) is None


def test_an_address_is_proven_by_the_button_and_not_by_a_look(client: TestClient, told: Telling, cast: Cast) -> None:
    own_addresses.add(cast.desk_of(cast.mei), "mei@home.example.net")
    path = f"/address/{told.mail('address_verification')[1]}"
    assert "Confirm mei@home.example.net" in client.get(path).text
    client.head(path)
    assert told.owner("mei@home.example.net") is None
    assert client.post(path, headers=FOREIGN).status_code == 403
    assert "Confirmed" in client.post(path, headers=HERE).text
    assert told.owner("mei@home.example.net") == cast.mei.person_id


def test_unknown_links_open_nothing(client: TestClient) -> None:
    for path in ("/proposal/7-x", "/address/7-x"):
        for answer in (client.get(path), client.post(path, data={"act": "accept"}, headers=HERE)):
            assert answer.status_code == 404
            assert "opens nothing" in answer.text


def test_the_own_addresses_are_for_whoever_is_signed_in(client: TestClient, told: Telling, cast: Cast) -> None:
    for answer in (client.get("/my-addresses"), client.post("/my-addresses", data={"act": "add"}, headers=HERE)):
        assert answer.headers["location"] == "/signin?next=/my-addresses"
    me = signed_in(cast)
    shown = client.get("/my-addresses", headers=me).text
    assert all(words in shown for words in (cast.mei.address, MEIS_SECOND, "Mail goes here", "Mei Tanaka"))
    sent = client.post("/my-addresses", data={"act": "add", "email": "Mei@Home.example.net"}, headers=me).text
    assert "A mail is on its way" in sent
    assert "Waits for the button" in sent
    assert told.mail("address_verification")[0] == "mei@home.example.net"
    client.post("/my-addresses", data={"act": "withdraw", "email": "mei@home.example.net"}, headers=me)
    assert "Waits for" not in client.get("/my-addresses", headers=me).text
    client.post("/my-addresses", data={"act": "prefer", "email": MEIS_SECOND}, headers=me)
    assert told.rows("SELECT kind FROM address WHERE address = $a", a=MEIS_SECOND) == [("primary",)]
    refused = client.post("/my-addresses", data={"act": "add", "email": "<b>no</b>"}, headers=me)
    assert refused.status_code == 422
    assert "<b>no</b>" not in refused.text


def test_links_need_no_session_and_the_own_page_does() -> None:
    assert "/proposal/" in PUBLIC
    assert "/address/" in PUBLIC
    assert not any(path.startswith("/my-") for path in PUBLIC)
