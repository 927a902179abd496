"""The learner's own page over http: what it says, what its buttons do, and what a stranger gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.house import House
from core.web import assignment
from tests.cast import Cast
from tests.services.test_own_assignment import assigned

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def client(home: House) -> Iterator[TestClient]:
    assert home.db
    with TestClient(Starlette(routes=assignment.ROUTES), follow_redirects=False) as fresh:
        yield fresh


def test_the_page_names_the_course_and_its_buttons_lead_to_the_end(client: TestClient, cast: Cast) -> None:
    _, _, token = assigned(cast)
    path = f"/assignment/{token}"
    shown = client.get(path)
    assert all(words in shown.text for words in ("BLS 1", "Ana Silva", "Not started", "1 Apr 2026", "Harbour"))
    assert "no-store" in shown.headers["cache-control"]
    assert "I have completed it" in client.post(path, data={"act": "start"}, headers=HERE).text
    done = client.post(path, data={"act": "finish"}, headers=HERE).text
    assert all(words in done for words in ("Completed", "Valid through", "2 Mar 2027", "You are done."))
    assert "<form" not in done


def test_looking_changes_nothing_and_an_unknown_act_neither(client: TestClient, cast: Cast) -> None:
    scene, _, token = assigned(cast)
    for _ in range(2):
        client.get(f"/assignment/{token}")
    client.post(f"/assignment/{token}", data={"act": "revoke"}, headers=HERE)
    assert scene.rows("SELECT state FROM assignment") == [("assigned",)]


def test_a_form_of_another_site_begins_nothing(client: TestClient, cast: Cast) -> None:
    scene, _, token = assigned(cast)
    answer = client.post(f"/assignment/{token}", data={"act": "start"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert scene.rows("SELECT state FROM assignment") == [("assigned",)]


@pytest.mark.parametrize("path", ["/assignment/1-x", "/assignment/1-x/due.ics"])
def test_a_link_of_nobody_is_answered_kindly(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This link opens nothing" in answer.text


def test_the_due_date_goes_into_the_learners_calendar(client: TestClient, cast: Cast) -> None:
    _, _, token = assigned(cast)
    answer = client.get(f"/assignment/{token}/due.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert f"URL:http://localhost:8501/assignment/{token}" in answer.text.replace("\r\n ", "")
