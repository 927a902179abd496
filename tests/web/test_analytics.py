"""The published file over HTTP: whose it is, ranges, and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.errors import NotFound
from core.house import House
from core.rules.tokens import fingerprint
from core.services import publishing, reading_keys
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


NEWEST = "/data/current/analytics.duckdb"


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_reading_key_opens_the_file_in_ranges_and_leads_to_the_newest(client: TestClient, cast: Cast) -> None:
    token = reading_keys.make(cast.desk_of(cast.ravi), "notebook")
    led = client.get(NEWEST, headers=bearing(token))
    assert (led.status_code, led.headers["location"]) == (307, "/data/1/analytics.duckdb")
    part = client.get(led.headers["location"], headers=bearing(token) | {"Range": "bytes=8-11"})
    assert (part.status_code, part.content) == (206, b"DUCK")
    assert client.head(led.headers["location"], headers=bearing(token)).headers["accept-ranges"] == "bytes"
    assert client.get("/data/1/people.parquet", headers=bearing(token)).content[:4] == b"PAR1"
    assert client.get("/data/2/analytics.duckdb", headers=bearing(token)).status_code == 404
    assert client.get("/data/1/../../north/analytics-1.duckdb", headers=bearing(token)).status_code == 404
    assert client.get("/data/1/named%2fanalytics-1.duckdb", headers=bearing(token)).status_code in (401, 404)


def test_a_key_opens_its_makers_organisation_and_no_other(client: TestClient, cast: Cast) -> None:
    for person, slug in ((cast.ravi, "harbour"), (cast.nils, "north")):
        token = reading_keys.make(cast.desk_of(person), "notebook")
        own = publishing.file(cast.desk_of(person), 1)
        assert slug in str(own)
        assert client.get("/data/1/analytics.duckdb", headers=bearing(token)).content == own.read_bytes()


def test_a_key_that_is_wrong_over_taken_back_or_of_somebody_without_the_role_opens_nothing(
    client: TestClient, cast: Cast
) -> None:
    desk = cast.desk_of(cast.ravi)
    token = reading_keys.make(desk, "notebook")
    assert client.get(NEWEST, headers=bearing(token)).status_code == 307
    wrong = ({}, bearing(""), bearing("x"), bearing(token[:-1]), {"Authorization": f"Basic {token}"})
    assert [client.get(NEWEST, headers=one).status_code for one in wrong] == [401] * len(wrong)
    assert client.get(NEWEST).headers["www-authenticate"] == "Bearer"
    began = cast.now
    cast.now = began + reading_keys.LASTS
    assert answers(client, token) == 401
    cast.now = began
    with cast.db.transaction() as tx:
        tx.execute("UPDATE membership SET ended_at = $now WHERE person_id = $p", now=began, p=cast.ravi.person_id)
    assert answers(client, token) == 401
    with cast.db.transaction() as tx:
        tx.execute("UPDATE membership SET ended_at = NULL WHERE person_id = $p", p=cast.ravi.person_id)
    assert answers(client, token) == 307
    (key,) = reading_keys.mine(desk)
    with pytest.raises(NotFound):
        reading_keys.take_back(cast.desk_of(cast.olga), key.reading_key_id)
    reading_keys.take_back(desk, key.reading_key_id)
    assert answers(client, token) == 401
    assert reading_keys.mine(desk) == []


def answers(client: TestClient, token: str) -> int:
    return client.get(NEWEST, headers=bearing(token)).status_code


def test_a_key_is_no_session_and_the_store_does_not_hold_it(client: TestClient, cast: Cast) -> None:
    token = reading_keys.make(cast.desk_of(cast.ravi), "notebook")
    assert client.get(FILE, headers=bearing(token)).status_code == 401
    assert client.get(FILE, headers={SESSION_HEADER.decode(): fingerprint(token)}).status_code == 401
    with cast.db.reading() as tx:
        kept = [str(row) for table in ("reading_key", "audit") for row in tx.query(f"SELECT * FROM {table}")]
    assert not any(token in row for row in kept)
    with cast.db.standstill() as store:
        assert token.encode() not in store.read_bytes()


def test_a_key_says_what_it_is_for_and_there_are_ten_at_most(cast: Cast) -> None:
    desk = cast.desk_of(cast.ravi)
    with pytest.raises(reading_keys.KeyNeedsName):
        reading_keys.make(desk, "  ")
    for number in range(reading_keys.MOST):
        reading_keys.make(desk, f"notebook {number}")
    with pytest.raises(reading_keys.TooManyKeys):
        reading_keys.make(desk, "one more")
