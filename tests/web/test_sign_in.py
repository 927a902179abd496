"""Signing in: links that work once, the same answer for everybody, and sessions that can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.errors import NotAllowed, NotFound, SignedOut
from core.house import House
from core.model import Role
from core.rules.tokens import fingerprint, token
from core.services import sessions, sign_in
from core.services.sign_in import NoAccount, SignInLinkDead
from core.store import people
from core.web import sign_in as pages
from tests.cast import MEIS_SECOND, SECRET, Cast, Person, in_both

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def client(home: House) -> Iterator[TestClient]:
    assert home.settings.secret == SECRET
    with TestClient(Starlette(routes=pages.ROUTES), follow_redirects=False) as fresh:
        yield fresh


def links(cast: Cast) -> list[tuple[str, str]]:
    """Return (address asked for, path) of every link that was mailed, oldest first."""
    with cast.db.reading() as tx:
        rows = tx.query("SELECT to_address, parameters FROM outbox WHERE kind = 'sign_in' ORDER BY mail_id")
        ids = tx.query("SELECT link_id FROM sign_in_link ORDER BY link_id")
    return [(row[0], f"/signin/link/{token(SECRET, 'sign_in', link[0])}") for row, link in zip(rows, ids, strict=True)]


def ask(client: TestClient, cast: Cast, address: str, next_path: str = "/") -> str:
    client.post("/signin", data={"email": address, "next": next_path}, headers=HERE)
    return links(cast)[-1][1]


def test_a_link_opens_a_session_for_its_address_and_leads_to_where_the_visitor_wanted(
    client: TestClient, cast: Cast, home: House
) -> None:
    path = ask(client, cast, "Olga@Harbour.example.org ", "/workshop?id=12")
    answer = client.post(path, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/workshop?id=12")
    here = home.here(fingerprint(client.cookies["certdesk"]))
    assert (here.actor.name, here.actor.role, here.place.slug) == ("Olga Berg", Role.STAFF, "harbour")


def test_looking_at_a_link_does_not_use_it_up(client: TestClient, cast: Cast) -> None:
    path = ask(client, cast, cast.olga.address)
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert client.post(path, headers=HERE).status_code == 303


def test_a_link_works_once(client: TestClient, cast: Cast) -> None:
    path = ask(client, cast, cast.olga.address)
    assert client.post(path, headers=HERE).status_code == 303
    again = client.post(path, headers=HERE)
    assert again.status_code == 410
    assert "used already" in again.text
    assert client.get(path).status_code == 410


def test_a_link_dies_after_ten_minutes(client: TestClient, cast: Cast) -> None:
    path = ask(client, cast, cast.olga.address)
    cast.now += timedelta(minutes=9, seconds=59)
    assert client.get(path).status_code == 200
    cast.now += timedelta(seconds=1)
    assert client.post(path, headers=HERE).status_code == 410
    assert "certdesk" not in client.cookies


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: TestClient, cast: Cast) -> None:
    known = client.post("/signin", data={"email": cast.olga.address}, headers=HERE)
    unknown = client.post("/signin", data={"email": "nobody@harbour.example.org"}, headers=HERE)
    nonsense = client.post("/signin", data={"email": "not an address"}, headers=HERE)
    assert {known.status_code, unknown.status_code, nonsense.status_code} == {200}
    assert known.text.replace(cast.olga.address, "") == unknown.text.replace("nobody@harbour.example.org", "")
    with cast.db.reading() as tx:
        assert tx.query("SELECT to_address FROM outbox") == [(cast.olga.address,)]
        assert tx.value("SELECT count(*) FROM sign_in_link") == 3  # the same work for each


def test_a_link_that_was_made_for_an_unknown_address_opens_nothing(client: TestClient, cast: Cast) -> None:
    client.post("/signin", data={"email": "nobody@harbour.example.org"}, headers=HERE)
    with cast.db.reading() as tx:
        link_id = tx.value("SELECT link_id FROM sign_in_link")
    with pytest.raises(SignInLinkDead):
        sign_in.redeem(cast.db, token(SECRET, "sign_in", link_id), cast.now)


def test_beyond_five_links_in_ten_minutes_an_address_gets_the_answer_but_no_mail(
    client: TestClient, cast: Cast
) -> None:
    answers = [client.post("/signin", data={"email": cast.olga.address}, headers=HERE) for _ in range(7)]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert len(links(cast)) == 5


def test_a_form_of_another_site_signs_nobody_in_or_out(client: TestClient, cast: Cast) -> None:
    path = ask(client, cast, cast.olga.address)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://attacker.example"}, {"origin": "null"}):
        assert client.post(path, headers=headers).status_code == 403
        assert client.post("/signout", headers=headers).status_code == 403
        assert client.post("/signin", data={"email": cast.olga.address}, headers=headers).status_code == 403
    assert client.post(path, headers={"origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["https://attacker.example", "//attacker.example", "/\\attacker.example", "/\t/attacker.example", "javascript:1"],
)
def test_signing_in_never_leads_away_from_this_server(client: TestClient, cast: Cast, elsewhere: str) -> None:
    path = ask(client, cast, cast.olga.address, elsewhere)
    assert client.post(path, headers=HERE).headers["location"] == "/"


def test_neither_the_link_nor_the_cookie_stands_in_the_store(client: TestClient, cast: Cast) -> None:
    path = ask(client, cast, cast.olga.address)
    client.post(path, headers=HERE)
    cookie = client.cookies["certdesk"]
    with cast.db.reading() as tx:
        everything = str([tx.query(f"SELECT * FROM {table}") for table in ("session", "sign_in_link", "outbox")])
    assert fingerprint(cookie) in everything
    assert cookie not in everything
    assert path.rsplit("/", 1)[1] not in everything


def test_redeeming_proves_an_address_that_was_never_proven(client: TestClient, cast: Cast) -> None:
    with cast.db.transaction() as tx:
        new = people.add_person(tx, "Ines", "Duarte", "ines@harbour.example.org", cast.now, verified=False)
        people.add_membership(tx, cast.harbour.org_id, new, Role.INSTRUCTOR, cast.now)
    client.post(ask(client, cast, "ines@harbour.example.org"), headers=HERE)
    with cast.db.reading() as tx:
        assert tx.value("SELECT verified_at FROM address WHERE address = 'ines@harbour.example.org'") == cast.now


def test_an_unproven_address_does_not_open_the_account_of_somebody_of_two_organisations(cast: Cast) -> None:
    with cast.db.transaction() as tx:
        tx.execute(
            "INSERT INTO address VALUES ('planted@north.example.org', $mei, 'alternate', NULL, $now)",
            mei=cast.mei.person_id,
            now=cast.now,
        )
    assert sign_in.vouched(cast.db, "planted@north.example.org", "/", cast.now, "test")
    with cast.db.transaction() as tx:
        tx.execute("UPDATE address SET verified_at = NULL WHERE address = 'planted@north.example.org'")
    in_both(cast, cast.mei)
    with pytest.raises(NoAccount):
        sign_in.vouched(cast.db, "planted@north.example.org", "/", cast.now, "test")


def test_mei_signs_in_by_either_of_her_addresses_and_is_the_same_person(cast: Cast, home: House) -> None:
    for address in (cast.mei.address, MEIS_SECOND):
        opened = sign_in.vouched(cast.db, address, "/", cast.now, "test")
        assert home.here(fingerprint(opened.cookie)).actor.person_id == cast.mei.person_id


def test_somebody_without_any_role_has_no_account(cast: Cast) -> None:
    with cast.db.transaction() as tx:
        people.end_membership(tx, cast.harbour.org_id, cast.ravi.person_id, Role.ANALYST, cast.now)
    with pytest.raises(NoAccount):
        sign_in.vouched(cast.db, cast.ravi.address, "/", cast.now, "test")


def test_a_session_ends_after_twelve_hours_of_use(cast: Cast, home: House) -> None:
    hashed = fingerprint(cast.cookie_of(cast.olga))
    cast.now += timedelta(hours=11, minutes=59)
    assert home.here(hashed).actor.person_id == cast.olga.person_id
    cast.now += timedelta(minutes=1)
    with pytest.raises(SignedOut):
        home.here(hashed)


def test_signing_out_everywhere_ends_every_session_and_only_ones_own(cast: Cast, home: House) -> None:
    here, there, andrea = (fingerprint(cast.cookie_of(who)) for who in (cast.olga, cast.olga, cast.andrea))
    assert sessions.sign_out(cast.db, here, cast.now, everywhere=True) == 2
    for hashed in (here, there):
        with pytest.raises(SignedOut):
            home.here(hashed)
    assert home.here(andrea).actor.person_id == cast.andrea.person_id


def test_a_desk_whose_session_was_revoked_or_role_taken_refuses_at_the_next_act(cast: Cast, home: House) -> None:
    hashed = fingerprint(cast.cookie_of(cast.andrea))
    desk = home.desk(hashed)
    with desk.reading_as(Role.INSTRUCTOR):
        pass
    with cast.db.transaction() as tx:
        people.end_membership(tx, cast.harbour.org_id, cast.andrea.person_id, Role.INSTRUCTOR, cast.now)
    with pytest.raises(NotAllowed), desk.acting_as(Role.INSTRUCTOR):
        pass
    with pytest.raises(SignedOut):
        home.desk(hashed)


def test_the_strongest_role_counts_and_a_second_organisation_is_a_choice(client: TestClient, cast: Cast) -> None:
    in_both(cast, cast.andrea, Role.STAFF)
    in_both(cast, cast.andrea, Role.HOLDER)
    answer = client.post(ask(client, cast, cast.andrea.address, "/workshops"), headers=HERE)
    assert answer.headers["location"] == "/signin/organisation?next=%2Fworkshops"
    page = client.get(answer.headers["location"]).text
    assert "Harbour Rescue Council" in page
    assert "Northern Vet Board" in page
    chosen = client.post("/signin/organisation", data={"organisation": "harbour", "next": "/workshops"}, headers=HERE)
    assert chosen.headers["location"] == "/workshops"
    hashed = fingerprint(client.cookies["certdesk"])
    here = sessions.who(cast.db, hashed, cast.now)
    assert (here.place.slug, here.actor.role) == ("harbour", Role.INSTRUCTOR)
    sessions.move(cast.db, hashed, "north", cast.now)
    assert sessions.who(cast.db, hashed, cast.now).actor.role is Role.STAFF


def test_nobody_moves_to_an_organisation_that_is_not_theirs(cast: Cast) -> None:
    hashed = fingerprint(cast.cookie_of(cast.olga))
    with pytest.raises(NotFound):
        sessions.move(cast.db, hashed, "north", cast.now)


def test_today_is_the_day_in_the_organisation_not_on_the_server(cast: Cast, home: House) -> None:
    cast.now = cast.now.replace(hour=23, minute=30)  # UTC: past midnight in Berlin, evening in New York

    def today(person: Person) -> str:
        return home.desk(fingerprint(cast.cookie_of(person))).today.isoformat()

    assert (today(cast.olga), today(cast.nils)) == ("2026-03-03", "2026-03-02")


def test_signing_in_is_in_the_audit(cast: Cast) -> None:
    cast.cookie_of(cast.olga)
    with cast.db.reading() as tx:
        rows = tx.query("SELECT actor, action, org_id FROM audit")
    assert rows == [("Olga Berg", "session.opened", cast.harbour.org_id)]
