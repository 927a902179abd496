"""The front door as it really stands: a server in a process of its own, asked over http and websocket."""

from __future__ import annotations

import email
import re
import sys
import time
from collections.abc import Iterator
from email import policy
from pathlib import Path

import httpx
import pytest

from tests.browser.server import Server, start
from tests.cast import make_store

HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
UPGRADE = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "c2l4dGVlbiBieXRlcyEhIQ==",
}
OLGA = "olga@harbour.example.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the questions that leave nothing behind."""
    store = tmp_path_factory.mktemp("door") / "store.duckdb"
    make_store(store)
    started = start(store)
    yield started
    started.stop()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as fresh:
        yield fresh


def sign_in(client: httpx.Client, address: str = OLGA) -> None:
    answer = client.post("/signin/as", data={"email": address})
    assert answer.status_code == 303
    assert "certdesk" in client.cookies


@pytest.mark.parametrize("path", ["/", "/workshops", "/no-such-page", "/workshop?id=12", "/signout"])
def test_signed_out_every_page_known_or_not_leads_to_the_sign_in_page(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")


@pytest.mark.parametrize("path", ["/", "/signin", "/healthz", "/no-such-page", "/_stcore/metrics", "/signin/link/x"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert [name for name in HEADERS if name not in answer.headers] == []


def test_a_websocket_is_refused_without_a_session_and_accepted_with_one(client: httpx.Client) -> None:
    refused = client.get("/_stcore/stream", headers=UPGRADE)
    assert refused.status_code in (401, 403)
    sign_in(client)
    with client.stream("GET", "/_stcore/stream", headers=UPGRADE) as accepted:
        assert accepted.status_code == 101


def test_a_session_that_was_signed_out_loses_at_once(client: httpx.Client) -> None:
    sign_in(client)
    cookie = client.cookies["certdesk"]
    assert client.get("/").status_code == 200
    client.post("/signout")
    again = httpx.get(client.base_url, cookies={"certdesk": cookie})
    assert again.status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.Client) -> None:
    answer = client.post("/signin/as", data={"email": OLGA})
    words = {word.strip().lower() for word in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= words


def test_a_link_by_mail_signs_in_once_and_a_scanner_that_opens_it_uses_nothing_up(
    server: Server, client: httpx.Client
) -> None:
    client.post("/signin", data={"email": OLGA, "next": "/organisation"})
    path = _link_in_mail(server.store.parent / "outbox")
    for _ in range(2):
        assert httpx.get(server.url + path).status_code == 200
    used = client.post(path)
    assert (used.status_code, used.headers["location"]) == (303, "/organisation")
    assert client.get("/").status_code == 200
    assert httpx.post(server.url + path).status_code == 410


def _link_in_mail(outbox: Path) -> str:
    until = time.monotonic() + 10
    while not (mails := list(outbox.rglob("*.eml"))):
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.05)
    message = email.message_from_bytes(mails[0].read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"/signin/link/[\w-]+", body.get_content())
    assert found
    return found.group()


def test_health_says_how_the_store_and_the_mail_queue_are(client: httpx.Client) -> None:
    body = client.get("/healthz").json()
    assert body["status"] == "ok"
    assert body["store_version"] >= 1
    assert body["wal_bytes"] >= 0
    assert body["oldest_mail_seconds"] < 60


def test_a_demo_persona_is_refused_through_a_proxy_and_under_a_foreign_name(client: httpx.Client) -> None:
    forwarded = client.post("/signin/as", data={"email": OLGA}, headers={"x-forwarded-for": "203.0.113.9"})
    renamed = client.post("/signin/as", data={"email": OLGA}, headers={"host": "attacker.example"})
    assert (forwarded.status_code, renamed.status_code) == (403, 403)
    assert "Olga Berg" not in client.get("/signin", headers={"host": "attacker.example"}).text
    assert "Olga Berg" in client.get("/signin").text


def test_a_store_that_is_no_demo_offers_and_accepts_no_personas(tmp_path: Path) -> None:
    make_store(tmp_path / "store.duckdb")
    server = start(tmp_path / "store.duckdb", demo=False)
    try:
        assert "Olga Berg" not in httpx.get(f"{server.url}/signin").text
        assert httpx.post(f"{server.url}/signin/as", data={"email": OLGA}).status_code == 403
    finally:
        server.stop()


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "uvicorn", "app:app", "--host", "0.0.0.0", "--port"),
        ("-m", "streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port"),
    ],
)
def test_a_demo_that_listens_beyond_this_machine_offers_no_personas(tmp_path: Path, words: tuple[str, ...]) -> None:
    make_store(tmp_path / "store.duckdb")
    server = start(tmp_path / "store.duckdb", by=(sys.executable, *words))
    try:
        assert "Olga Berg" not in httpx.get(f"{server.url}/signin").text
        assert httpx.post(f"{server.url}/signin/as", data={"email": OLGA}).status_code == 403
    finally:
        server.stop()


def test_streamlit_run_starts_the_same_app_and_a_signal_ends_it_in_time(tmp_path: Path) -> None:
    make_store(tmp_path / "store.duckdb")
    words = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port")
    server = start(tmp_path / "store.duckdb", by=words)
    assert "Olga Berg" in httpx.get(f"{server.url}/signin").text
    with httpx.Client(base_url=server.url) as client:
        sign_in(client)
        with client.stream("GET", "/_stcore/stream", headers=UPGRADE) as open_page:
            assert open_page.status_code == 101
            server.stop(10)


def test_a_signal_ends_the_server_in_time_though_pages_are_open_and_the_store_is_whole(tmp_path: Path) -> None:
    make_store(tmp_path / "store.duckdb")
    server = start(tmp_path / "store.duckdb")
    with httpx.Client(base_url=server.url) as client:
        sign_in(client)
        with client.stream("GET", "/_stcore/stream", headers=UPGRADE) as open_page:
            assert open_page.status_code == 101
            server.stop(10)
    log = server.log.read_text(errors="replace")
    assert "Traceback" not in log
    assert not Path(f"{server.store}.wal").exists()  # everything is in the file


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "core", "serve", "--port"),
        ("-m", "uvicorn", "app:app", "--port"),
        ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port"),
    ],
)
def test_the_key_in_a_personal_link_stands_in_no_log_however_the_app_is_started(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    make_store(tmp_path / "store.duckdb")
    server = start(tmp_path / "store.duckdb", by=(sys.executable, *words))
    try:
        assert httpx.get(f"{server.url}/claim/not-to-be-seen").status_code == 404
        assert httpx.get(f"{server.url}/signin/link/not-to-be-seen").status_code < 500
    finally:
        server.stop()
    assert "not-to-be-seen" not in server.log.read_text(errors="replace")


def test_the_first_page_answers_under_its_files_name_too(client: httpx.Client) -> None:
    assert client.get("/home").headers["location"].startswith("/signin")
    sign_in(client)
    answer = client.get("/home")
    assert (answer.status_code, answer.headers["location"]) == (307, "/")
