"""The published file over HTTP: whose it is, ranges, and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.house import House
from core.rules.tokens import fingerprint
from core.services import publishing
from core.web import analytics
from core.web.gate import SESSION_HEADER
from tests.cast import SECRET, Cast, Person


@pytest.fixture
def client(home: House) -> Iterator[TestClient]:
    publishing.publish(home.db, publishing.folder_beside(home.db.path), home.clock(), SECRET, named=True)
    with TestClient(Starlette(routes=analytics.ROUTES), follow_redirects=False) as fresh:
        yield fresh


def as_(cast: Cast, person: Person) -> dict[str, str]:
    """Return the header that the gate sets for somebody's session."""
    return {SESSION_HEADER.decode(): fingerprint(cast.cookie_of(person))}


FILE = "/files/analytics/1/analytics.duckdb"


def test_an_analyst_gets_the_file_and_plain_duckdb_opens_it(client: TestClient, cast: Cast, tmp_path: Path) -> None:
    got = client.get(FILE, headers=as_(cast, cast.ravi))
    assert got.status_code == 200
    assert got.headers["cache-control"] == "private, no-store"
    assert re.search('filename="analytics-1.duckdb"', got.headers["content-disposition"])
    (tmp_path / "got.duckdb").write_bytes(got.content)
    with duckdb.connect(str(tmp_path / "got.duckdb"), read_only=True) as own:
        assert own.execute("SELECT scope, named FROM analytics.about").fetchall() == [("harbour", False)]


def test_ranges_of_bytes_are_served_so_that_an_engine_reads_only_what_it_needs(client: TestClient, cast: Cast) -> None:
    whole = client.get(FILE, headers=as_(cast, cast.ravi)).content
    part = client.get(FILE, headers=as_(cast, cast.ravi) | {"Range": "bytes=8-11"})
    assert (part.status_code, part.content) == (206, b"DUCK")
    assert part.headers["content-range"] == f"bytes 8-11/{len(whole)}"
    head = client.head(FILE, headers=as_(cast, cast.ravi))
    assert int(head.headers["content-length"]) == len(whole)
    assert head.headers["accept-ranges"] == "bytes"


def test_the_newest_version_is_one_step_away(client: TestClient, cast: Cast) -> None:
    for name in ("analytics.duckdb", "people.parquet"):
        led = client.get(f"/files/analytics/current/{name}", headers=as_(cast, cast.olga))
        assert (led.status_code, led.headers["location"]) == (307, f"/files/analytics/1/{name}")
        assert client.get(led.headers["location"], headers=as_(cast, cast.olga)).status_code == 200


def test_each_organisation_gets_its_own_under_the_same_address(client: TestClient, cast: Cast) -> None:
    harbour = client.get(FILE, headers=as_(cast, cast.ravi)).content
    north = client.get(FILE, headers=as_(cast, cast.nils)).content
    assert b"harbour" in harbour
    assert b"Harbour" not in north
    assert harbour != north


def test_who_is_no_analyst_and_what_is_no_published_file_is_refused(client: TestClient, cast: Cast) -> None:
    for person in (cast.andrea, cast.mei):
        assert client.get(FILE, headers=as_(cast, person)).status_code == 404
    assert client.get(FILE).status_code == 401
    for path in (
        "/files/analytics/2/analytics.duckdb",
        "/files/analytics/1/person.parquet",
        "/files/analytics/1/analytics-1.duckdb",
        "/files/analytics/1/..%2f..%2fnorth%2fanalytics-1.duckdb",
        "/files/analytics/1/named%2fanalytics-1.duckdb",
        "/files/analytics/1/..%2fnamed%2fanalytics-1%2fpeople.parquet",
        "/files/analytics/current/secret.key",
    ):
        assert client.get(path, headers=as_(cast, cast.ravi)).status_code == 404, path
