"""The gate, spoken to as a server would: http and websocket, with and without a session."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.services.limits import SlidingWindow
from core.web.gate import LARGEST_BODY, Gate, SessionSeen, cookie_name, way_back

ANDREA = SessionSeen("andrea.steele@example.org", "a" * 64)
UMLAUT = SessionSeen("jürgen@example.org", "b" * 64)
SESSIONS = {"andrea": ANDREA, "umlaut": UMLAUT}


async def who(request: Request) -> Response:
    return JSONResponse([[name, value] for name, value in request.headers.items() if "certdesk" in name])


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(dict(websocket.headers))
    await websocket.close()


ROUTES = [
    WebSocketRoute("/_stcore/stream", stream),
    Route("/{path:path}", who, methods=["GET", "POST", "PUT"]),
]


def client(cookie: str | None = None, **gate: object) -> TestClient:
    gate = {"lookup": SESSIONS.get, "served": ("/files",)} | gate
    app = Starlette(routes=ROUTES, middleware=[Middleware(Gate, **gate)])
    https = bool(gate.get("https"))
    browser = TestClient(app, base_url="https://desk.test" if https else "http://desk.test", follow_redirects=False)
    if cookie:
        browser.cookies.set(cookie_name(https), cookie)
    return browser


@pytest.mark.parametrize("path", ["/learners", "/no-such-page", "/person?id=7&tab=history", "/two/segments", "/"])
def test_whoever_is_signed_out_is_sent_to_sign_in_whatever_the_page(path: str) -> None:
    answer = client().get(path)
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    assert where.path == "/signin"
    assert parse_qs(where.query).get("next", ["/"]) == [path]


def test_an_unknown_cookie_is_no_session() -> None:
    assert client("forged").get("/learners").status_code == 303


def test_the_cookie_of_http_is_worth_nothing_on_https() -> None:
    browser = client(https=True)
    browser.cookies.set(cookie_name(False), "andrea")
    assert browser.get("/learners").status_code == 303
    assert client("andrea", https=True).get("/learners").status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/upload_file/s/f", "/_stcore/host-config", "/media/x.pdf", "/component/x/y"])
def test_the_machinery_behind_the_pages_answers_401_signed_out(path: str) -> None:
    assert client().get(path).status_code == 401
    assert client("andrea").get(path).status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
@pytest.mark.parametrize("cookie", [None, "andrea"])
def test_metrics_and_the_agent_interface_are_closed_to_all(path: str, cookie: str | None) -> None:
    assert client(cookie).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/signin", "/signin/link/t0ken", "/static/js/a.js", "/app/static/inter-latin.woff2", "/_stcore/health"]
)
def test_what_the_sign_in_page_needs_is_public(path: str) -> None:
    assert client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/signing", "/signin.html", "/statics", "/app", "/_stcore/healthy"])
def test_a_public_address_does_not_open_its_neighbours(path: str) -> None:
    assert client().get(path).status_code in (303, 401)


def test_a_websocket_is_refused_before_it_is_accepted() -> None:
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/_stcore/stream"):
        pass


def test_without_the_gate_anybody_opens_a_websocket() -> None:
    bare = TestClient(Starlette(routes=ROUTES))
    with bare.websocket_connect("/_stcore/stream") as socket:
        assert "x-certdesk-user" not in socket.receive_json()


def test_a_websocket_carries_the_identity_of_its_session() -> None:
    with client("andrea").websocket_connect("/_stcore/stream") as socket:
        headers = socket.receive_json()
    assert headers["x-certdesk-user"] == ANDREA.address
    assert headers["x-certdesk-sid"] == ANDREA.session_hash


FORGED = {"X-Certdesk-User": "olga@example.org", "X_Certdesk_User": "olga@example.org", "x-certdesk_sid": "c" * 64}


def test_nobody_can_name_themselves() -> None:
    seen = client("andrea").get("/learners", headers=FORGED).json()
    assert sorted(seen) == [["x-certdesk-sid", ANDREA.session_hash], ["x-certdesk-user", ANDREA.address]]
    assert client().get("/signin", headers=FORGED).json() == []


def test_without_the_gate_a_forged_name_arrives() -> None:
    bare = TestClient(Starlette(routes=ROUTES))
    assert ["x-certdesk-user", "olga@example.org"] in bare.get("/learners", headers=FORGED).json()


def test_an_address_outside_ascii_travels_percent_encoded() -> None:
    seen = dict(client("umlaut").get("/learners").json())
    assert seen["x-certdesk-user"] == "j%C3%BCrgen@example.org"


def test_signed_in_a_path_below_a_page_is_404_unless_a_route_serves_it() -> None:
    assert client("andrea").get("/learners/7").status_code == 404
    assert client("andrea").get("/learners/_stcore/health").status_code == 404
    assert client("andrea").get("/files/7").status_code == 200
    assert client("andrea").get("/learners").status_code == 200


def test_a_form_sent_signed_out_does_not_become_a_page_to_return_to() -> None:
    answer = client().post("/signout")
    assert answer.headers["location"] == "/signin?next=%2F"


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
def test_a_form_of_another_site_is_refused(site: str, status: int) -> None:
    assert client("andrea").post("/signout", headers={"sec-fetch-site": site}).status_code == status
    assert client("andrea").get("/learners", headers={"sec-fetch-site": site}).status_code == 200


def test_a_body_says_how_long_it_is_and_is_not_too_long() -> None:
    browser = client("andrea")
    path = "/_stcore/upload_file/s/f"
    assert browser.put(path, content=b"x" * 1000).status_code == 200
    assert browser.put(path, headers={"content-length": str(LARGEST_BODY + 1)}, content=b"").status_code == 413
    assert browser.put(path, headers={"content-length": "-1"}, content=b"").status_code == 413
    assert browser.put(path, content=iter([b"x", b"y"])).status_code == 411


def test_a_session_may_send_so_many_files_a_minute_and_others_go_on() -> None:
    window = SlidingWindow(2, 60)
    allow = {"may_upload": lambda session: window.allows(session, 0.0)}
    path = "/_stcore/upload_file/s/f"
    andrea, other = client("andrea", **allow), client("umlaut", **allow)
    assert [andrea.put(path, content=b"x").status_code for _ in range(3)] == [200, 200, 429]
    assert other.put(path, content=b"x").status_code == 200
    assert andrea.get("/learners").status_code == 200


def test_the_store_is_not_asked_for_each_script_and_font() -> None:
    asked: list[str] = []

    def lookup(cookie: str) -> SessionSeen | None:
        asked.append(cookie)
        return ANDREA

    browser = client("andrea", lookup=lookup)
    for path in ("/static/js/a.js", "/app/static/inter-latin.woff2", "/_stcore/health"):
        browser.get(path)
    assert asked == []
    browser.get("/learners")
    assert asked == ["andrea"]


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "evil", "\\\\evil"])
def test_the_way_back_never_leads_to_another_site(path: str) -> None:
    assert way_back({"path": path, "query_string": b""}) == "/"


@given(st.text(max_size=40), st.binary(max_size=40))
def test_the_way_back_is_a_local_path_in_plain_letters(path: str, query: bytes) -> None:
    back = way_back({"path": "/" + path, "query_string": query})
    assert back.startswith("/")
    assert not back.startswith("//")
    assert back.isascii()
    assert not set(back) & set("\\\r\n\t <>\"'")
