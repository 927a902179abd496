"""Headers on every answer, the pages for whatever goes wrong, and colours that can be read."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.errors import LinkDead, NotFound
from core.model import Organisation, OrgId
from core.web import templating
from core.web.colour import ENOUGH, NIGHT_CARD, WHITE, accent, contrast
from core.web.failures import Failures
from core.web.gate import Gate
from core.web.headers import SecurityHeaders, app_policy, inline_scripts, sha256_source

RED_CROSS = Organisation(OrgId(1), "north", "Nordic <b>Rescue</b> Council", "Europe/Oslo", "NOK", colour="#ffcc00")
EXPECTED = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


async def fine(_: Request) -> Response:
    answer = PlainTextResponse("fine")
    answer.set_cookie("_streamlit_xsrf", "token")
    return answer


async def breaks(_: Request) -> Response:
    raise RuntimeError("secret detail")


async def refuses(request: Request) -> Response:
    raise LinkDead if request.query_params else NotFound("certificate", "<script>alert(1)</script>")


async def breaks_midway(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise RuntimeError("midway")

    return StreamingResponse(parts())


async def message(request: Request) -> Response:
    words = {"title": "Nothing yet", "sentence": "No order.", "next_step": None, "next_url": None, "next_label": None}
    form_to = ["https://pay.example"] if request.query_params else ()
    return templating.page(request, "message.html", RED_CROSS, form_to=form_to, **words)


def client(https: bool = False) -> TestClient:
    routes = [
        Route("/signin", fine),
        Route("/signin/breaks", breaks),
        Route("/signin/refuses", refuses),
        Route("/signin/midway", breaks_midway),
        Route("/signin/message", message),
        WebSocketRoute("/_stcore/stream", fine),
        templating.look(),
    ]
    layers = [
        Middleware(SecurityHeaders, https=https),
        Middleware(Failures),
        Middleware(Gate, lookup=lambda _: None, https=https),
    ]
    app = Starlette(routes=routes, middleware=layers)
    return TestClient(app, base_url="https://desk.test" if https else "http://desk.test", follow_redirects=False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/signin", 200),
        ("/signin/message", 200),
        ("/signin/unknown", 404),
        ("/signin/refuses", 404),
        ("/signin/refuses?link=1", 400),
        ("/signin/breaks", 500),
        ("/learners", 303),
        ("/_stcore/upload_file/x", 401),
        ("/_stcore/metrics", 404),
        ("/look/outside.css", 200),
        ("/look/none.css", 404),
    ],
)
def test_every_answer_carries_the_headers(path: str, status: int) -> None:
    answer = client().get(path)
    assert answer.status_code == status
    for name in EXPECTED:
        assert answer.headers[name], name
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_without_the_layer_an_error_carries_none_of_them() -> None:
    bare = TestClient(Starlette(routes=[Route("/breaks", breaks)]), raise_server_exceptions=False)
    assert "content-security-policy" not in bare.get("/breaks").headers


def test_a_refused_websocket_carries_the_headers_too() -> None:
    with pytest.raises(WebSocketDisconnect) as refused, client().websocket_connect("/_stcore/stream"):
        pass
    assert refused.value.status_code == 401  # type: ignore[attr-defined]
    assert refused.value.headers["content-security-policy"] == app_policy()  # type: ignore[attr-defined]


def test_https_is_remembered_and_every_cookie_is_kept_to_it() -> None:
    answer = client(https=True).get("/signin")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["set-cookie"].endswith("; Secure")
    plain = client().get("/signin")
    assert "strict-transport-security" not in plain.headers
    assert "Secure" not in plain.headers["set-cookie"]


def test_the_policy_of_the_app_allows_the_installed_index_page_and_nothing_else_inline() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", index, re.DOTALL)
    assert inline_scripts() == tuple(sha256_source(script) for script in scripts)
    assert len(scripts) == 1
    assert f"script-src 'self' {inline_scripts()[0]} blob:;" in app_policy()


def test_a_plain_page_runs_no_script_and_only_the_style_that_it_brings() -> None:
    answer = client().get("/signin/message")
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; ")
    style = re.search(r"<style>(.*?)</style>", answer.text)
    assert style
    assert sha256_source(style.group(1)) in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_may_end_at_the_payment_page_only_where_a_route_says_so() -> None:
    assert "form-action 'self';" in client().get("/signin/message").headers["content-security-policy"]
    paying = client().get("/signin/message?pay=1").headers["content-security-policy"]
    assert "form-action 'self' https://pay.example;" in paying


def test_a_defect_shows_an_id_and_logs_the_rest_under_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="certdesk.web"):
        answer = client().get("/signin/breaks")
    shown = re.search(r'class="number">([0-9a-f]{8})<', answer.text)
    assert shown
    assert "secret detail" not in answer.text
    assert shown.group(1) in caplog.text
    assert "secret detail" in caplog.text


def test_a_defect_is_logged_without_the_token_in_its_address(caplog: pytest.LogCaptureFixture) -> None:
    client().get("/signin/breaks?token=t0p")
    assert "t0p" not in caplog.text
    assert "at GET /signin" in caplog.text


def test_an_answer_that_has_begun_is_not_written_over() -> None:
    with pytest.raises(RuntimeError, match="midway"):
        client().get("/signin/midway")


def test_names_from_the_store_stay_text() -> None:
    assert "Nordic &lt;b&gt;Rescue&lt;/b&gt; Council" in client().get("/signin/message").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client().get("/signin/refuses").text


def test_a_template_that_lacks_a_value_is_a_defect_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        templating.page(
            Request({"type": "http", "path": "/", "headers": [], "server": None}), "message.html", title="x"
        )


@given(st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True))
def test_any_colour_of_an_organisation_can_be_read_by_day_and_by_night(colour: str) -> None:
    tone = accent(colour)
    assert contrast(tone.light, WHITE) >= ENOUGH
    assert contrast(tone.light, tone.light_ink) >= ENOUGH
    assert contrast(tone.dark, NIGHT_CARD) >= ENOUGH
    assert contrast(tone.dark, tone.dark_ink) >= ENOUGH


@pytest.mark.parametrize("colour", [None, "", "red", "#fff", "#12345g", "#1d4ed8;}body{display:none", "#1d4ed8\n"])
def test_what_is_no_colour_becomes_ours(colour: str | None) -> None:
    assert accent(colour) == accent("#1d4ed8")
    assert re.fullmatch(
        r":root\{[^{}]*\}@media\(prefers-color-scheme:dark\)\{:root\{[^{}]*\}\}", templating.accent_style(colour)
    )


def test_a_readable_colour_stays_as_it_is() -> None:
    assert accent("#1d4ed8").light == "#1d4ed8"
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


class _Ids(HTMLParser):
    """Collects what a reading aid needs of a page: labelled fields, one heading, a language."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str | None] = set()
        self.fields: set[str | None] = set()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        if tag == "label":
            self.labels.add(found.get("for"))
        if tag == "input" and found.get("type") != "hidden":
            self.fields.add(found.get("id"))


PAPER = {"course": "Basic Life Support", "term_words": "until 29 Feb 2028", "number": "7K2M-9QTX", "tone": "green"}
CLAIMED = PAPER | {"word": "Valid", "pdf_url": "/claim/t/7K2M-9QTX.pdf", "verify_url": "/verify/7K2M-9QTX"}
PLACE = {"slug": "north", "org_name": "Nordic", "role": "staff"}
PERSONA = {"address": "olga@example.org", "name": "Olga Berg", "role": "staff", "org_name": "Nordic"}
RESULT = {"word": "Valid", "tone": "green", "sentence": "It holds today.", "facts": [("Holder", "Mei Tanaka")]}
PAGES = {
    "signin.html": {"provider": "Example ID", "next": "/", "personas": [PERSONA]},
    "signin_sent.html": {"address": "olga@example.org"},
    "signin_link.html": {},
    "signin_dead.html": {"say": "This link was used."},
    "signin_refused.html": {},
    "signin_organisation.html": {"next": "/", "here": {"places": [PLACE]}},
    "claim.html": {"name": "Mei Tanaka", "certificates": [PAPER], "refused": None},
    "claimed.html": {"name": "Mei Tanaka", "certificates": [CLAIMED]},
    "verify.html": {"number": "7K2M-9QTX", "result": RESULT, "next_step": None},
    "error.html": {"error_id": "0badcafe"},
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_labelled_fields_and_no_script(name: str) -> None:
    request = Request({"type": "http", "path": "/", "query_string": b"", "headers": [], "server": ("desk.test", 80)})
    html = templating.page(request, name, **PAGES[name]).body.decode()
    read = _Ids()
    read.feed(html)
    assert read.tags.count("h1") == 1
    assert read.fields <= read.labels
    assert "script" not in read.tags
    assert '<html lang="en">' in html
