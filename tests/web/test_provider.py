"""Signing in with a provider: a real one over HTTP, its answer checked, the same session of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import oidc_provider_mock
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from core.house import House
from core.rules.tokens import fingerprint
from core.settings import Oidc
from core.web import sign_in as pages
from tests.browser.server import start
from tests.cast import Cast, make_store


@pytest.fixture
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def client(home: House, issuer: str) -> Iterator[TestClient]:
    home.settings = replace(
        home.settings,
        public_url="http://testserver",
        oidc=Oidc(issuer, "certdesk", "a client secret", "Harbour account"),
    )
    app = Starlette(routes=pages.ROUTES, middleware=[Middleware(SessionMiddleware, secret_key="for a test")])
    with TestClient(app, follow_redirects=False) as fresh:
        yield fresh


def register(issuer: str, subject: str, address: str, *, verified: object = True) -> None:
    claims = {"sub": subject, "email": address, "email_verified": verified}
    httpx.put(f"{issuer}/users/{subject}", json=claims).raise_for_status()


def there_and_back(client: TestClient, subject: str, next_path: str = "/") -> str:
    """Go to the provider, agree as `subject`, and return the path and query of the way back."""
    leaving = client.get("/signin/provider", params={"next": next_path})
    assert leaving.status_code in (302, 303)
    agreed = httpx.post(leaving.headers["location"], data={"sub": subject})
    back = agreed.headers["location"]
    assert back.startswith("http://testserver/signin/provider/back?")
    return back.removeprefix("http://testserver")


def test_a_verified_address_opens_a_session_and_leads_to_where_the_visitor_wanted(
    client: TestClient, cast: Cast, home: House, issuer: str
) -> None:
    register(issuer, "olga", "Olga@harbour.example.org")
    answer = client.get(there_and_back(client, "olga", "/workshop?id=12"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/workshop?id=12")
    assert home.here(fingerprint(client.cookies["certdesk"])).actor.person_id == cast.olga.person_id


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(
    client: TestClient, issuer: str, verified: object
) -> None:
    register(issuer, "olga", "olga@harbour.example.org", verified=verified)
    answer = client.get(there_and_back(client, "olga"))
    assert answer.status_code == 403
    assert "certdesk" not in client.cookies


def test_an_address_that_nobody_here_knows_opens_nothing(client: TestClient, issuer: str) -> None:
    register(issuer, "eve", "eve@elsewhere.example.org")
    answer = client.get(there_and_back(client, "eve"))
    assert answer.status_code == 403
    assert "No organisation here knows this address" in answer.text


def test_an_answer_is_good_once_and_only_in_the_browser_that_asked(client: TestClient, issuer: str) -> None:
    register(issuer, "olga", "olga@harbour.example.org")
    back = there_and_back(client, "olga")
    with TestClient(client.app, follow_redirects=False) as stranger:
        assert stranger.get(back).status_code == 403
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


def test_a_provider_that_is_down_leaves_the_link_by_mail(client: TestClient, home: House) -> None:
    home.settings = replace(home.settings, oidc=Oidc("http://localhost:1", "certdesk", "x", "Harbour account"))
    answer = client.get("/signin/provider")
    assert answer.status_code == 502
    assert "ask for a link by mail" in answer.text


def test_the_button_is_there_only_with_a_provider(client: TestClient, home: House) -> None:
    assert "Sign in with Harbour account" in client.get("/signin").text
    home.settings = replace(home.settings, oidc=Oidc())
    assert "Sign in with" not in client.get("/signin").text
    assert client.get("/signin/provider").headers["location"] == "/signin"


def test_the_real_server_keeps_the_round_trip_and_opens_a_session(issuer: str, tmp_path: Path) -> None:
    register(issuer, "olga", "olga@harbour.example.org")
    make_store(tmp_path / "store.duckdb")
    given = {"CERTDESK_OIDC_ISSUER": issuer, "CERTDESK_OIDC_CLIENT_ID": "certdesk", "CERTDESK_OIDC_CLIENT_SECRET": "x"}
    server = start(tmp_path / "store.duckdb", demo=False, env=given)
    try:
        with httpx.Client(base_url=server.url) as browser:
            leaving = browser.get("/signin/provider", params={"next": "/workshops"})
            agreed = httpx.post(leaving.headers["location"], data={"sub": "olga"})
            back = browser.get(agreed.headers["location"])
            assert (back.status_code, back.headers["location"]) == (303, "/workshops")
            assert browser.get("/").status_code == 200
    finally:
        server.stop()
