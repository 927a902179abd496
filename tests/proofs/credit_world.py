"""An organisation of its own for each walk, acted on through the services and told to the model beside."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.errors import LinkDead, NotFound, Refusal
from core.model import Actor, OrgId, PersonId, Role
from core.rules import tokens
from core.rules.pairs import Pair
from core.services import sign_in
from core.services.credits import answering, managing, mine, posting, reading
from core.services.credits.reading import Entry, PairList
from core.services.credits.refusals import CreditFixed, CreditInTheWay
from core.services.desk import Desk
from core.services.recertification import undo
from core.services.recertification.acting import Done
from core.services.recertification.refusals import AlreadyUndone
from core.store import organisations
from core.store.credits import classes
from core.store.db import Db
from tests.cast import NOW, SECRET
from tests.proofs.credit_model import FIRST_DAY, OPEN, YEARS, Held, Model

TODAY = date(2026, 3, 2)
DAYS = (TODAY, TODAY - timedelta(days=400))
PLACES = 5  # addresses of a walk
_numbers = itertools.count()


@dataclass(slots=True)
class World:
    """One organisation with two courses and five addresses."""

    db: Db
    org: OrgId
    slug: str
    model: Model
    addresses: list[str]
    batches: list[int]
    now: datetime = NOW

    @property
    def staff(self) -> Desk:
        return Desk(self.db, Actor(self.org, Role.OPERATOR, None, "staff", ""), TODAY, self.now, secret=SECRET)

    def holder(self, person: int) -> Desk:
        actor = Actor(self.org, Role.HOLDER, PersonId(person), "holder", "")
        return Desk(self.db, actor, TODAY, self.now, secret=SECRET)

    def token(self, credit: int) -> str:
        return tokens.keyed(SECRET, answering.PURPOSE, credit)

    def tried(self, act: Callable[[], Any]) -> Any:
        """Return what an act answered, or the refusal that it raised."""
        self.now += timedelta(seconds=1)
        try:
            return act()
        except Refusal as refusal:
            return refusal

    def post(self, course: str, places: list[int], on: date) -> None:
        """Post a list: what the rule ticks is posted, nothing else."""
        pairs = [Pair(course, self.addresses[at], on) for at in places]
        said = self.model.judged(pairs)
        picked = [(pair, each) for pair, each in zip(pairs, said, strict=True) if each.selected]
        found = reading.from_entries([Entry(course, pair.address or "", attended_on=on) for pair in pairs])
        if not picked:
            assert posting.preview_list(self.staff, found).credits == 0
            return
        done = self.posted(found, len(picked))
        assert done.batch_id not in self.batches
        with self.db.reading() as tx:
            made = dict(tx.query("SELECT address, credit_id FROM credit WHERE batch_id = $b", b=done.batch_id))
        assert sorted(made) == sorted(str(pair.address) for pair, _ in picked)
        for pair, each in picked:
            self.model.add(made[str(pair.address)], course, str(pair.address), on, each, done.batch_id)
        self.batches.append(done.batch_id)

    def posted(self, found: PairList, expected: int) -> Done:
        """Preview, confirm and confirm again, as people do; three times of four in one go, which is quicker."""
        staff = self.staff
        if len(self.batches) % 4:
            with staff.acting_as(Role.OPERATOR) as tx:
                classes.stage(tx, found.columns, staff.today)
                plan, _, _ = posting._plan(staff, tx, None, found)
                assert plan.will["credits"] == expected
                return posting._carry_out(staff, tx, plan)
        shown = posting.preview_list(staff, found)
        assert shown.plan.will["credits"] == expected
        done = posting.confirm_list(staff, found, shown.hash)
        assert posting.confirm_list(staff, found, shown.hash).batch_id == done.batch_id
        return done

    def take_back(self, one: Held, state: str) -> None:
        """Withdraw or revoke, right or wrong."""
        act = managing.withdraw if state == "withdrawn" else managing.revoke
        fits = one.state in OPEN if state == "withdrawn" else one.state == "accepted"
        answer = self.tried(lambda: act(self.staff, one.credit, "Because"))
        assert isinstance(answer, CreditFixed) is not fits
        if fits:
            self.model.end([one], state)

    def readdress(self, one: Held, address: str) -> None:
        """Send a credit to another address, right or wrong."""
        answer = self.tried(lambda: managing.readdress(self.staff, one.credit, address))
        if address == one.address or (one.state in OPEN and self.model.in_the_way(one, address)):
            assert isinstance(answer, CreditInTheWay)
        elif one.state not in OPEN:
            assert isinstance(answer, CreditFixed)
        else:
            assert isinstance(answer, int)
            (said,) = self.model.judged([Pair(one.course, address, one.on)], but=one.credit)
            self.model.add(answer, one.course, address, one.on, said, None)
            self.model.end([one], "readdressed")

    def open_account(self, one: Held) -> None:
        """Open an account with the link of a credit."""
        owner = self.model.owners.get(one.address)
        answer = self.tried(
            lambda: answering.open_account(self.db, SECRET, self.token(one.credit), "New", "Comer", self.now)
        )
        if owner and owner[1]:
            assert answer == owner[0]
        elif one.state == "readdressed" or not self.model.waiting(one.address):
            assert isinstance(answer, LinkDead)
        else:
            assert isinstance(answer, int)
            assert owner is None or owner[0] == answer
            self.model.prove(one.address, answer)

    def alias(self, person: int, address: str) -> None:
        """Hang an address on somebody, who has not proven it."""
        if address in self.model.owners:
            return
        with self.db.transaction() as tx:
            tx.execute(
                """
                INSERT INTO address (address, person_id, kind, made_at)
                VALUES ($address, $person, 'alternate', $now)
                """,
                address=address,
                person=person,
                now=self.now,
            )
        self.model.owners[address] = (person, False)

    def verify(self, address: str) -> None:
        """Let the owner of an address sign in with it."""
        owner = self.model.owners.get(address)
        answer = self.tried(lambda: sign_in.vouched(self.db, address, "/", self.now, "test"))
        assert isinstance(answer, Refusal) is (owner is None)
        if owner and not owner[1]:
            self.model.prove(address, owner[0])

    def accept(self, one: Held, person: int | None) -> None:
        """Accept a credit: by its link with nobody named, else as somebody who is signed in, whoever it belongs to."""
        owner = self.model.owners.get(one.address)
        if person is None:
            by = owner[0] if owner and owner[1] else None
            answer = self.tried(
                lambda: answering.accept(self.db, SECRET, self.token(one.credit), [one.credit], self.slug, self.now)
            )
        else:
            by = person
            answer = self.tried(lambda: mine.accept(self.holder(person), [one.credit], self.slug))
        if one.state != "offered" or by is None or by != one.person:
            assert isinstance(answer, Refusal)
        elif self.model.accepted_twin(one):
            assert isinstance(answer, CreditInTheWay)
        else:
            assert answer.count == 1
            one.state = "accepted"

    def reject(self, one: Held, person: int | None) -> None:
        """Reject a credit: by its link with nobody named, else as somebody who is signed in."""
        if person is None:
            fits = one.state in OPEN
            token = self.token(one.credit)
            answer = self.tried(lambda: answering.reject(self.db, SECRET, token, [one.credit], "No", self.now))
        else:
            fits = one.state == "offered" and one.person == person
            answer = self.tried(lambda: mine.reject(self.holder(person), [one.credit], "No"))
        assert isinstance(answer, NotFound) is not fits
        if fits:
            self.model.end([one], "rejected")

    def undo(self, batch: int) -> None:
        """Undo a posting: what nobody has answered is withdrawn."""
        ours = [one for one in self.model.credits.values() if one.batch == batch]
        shown = self.tried(lambda: undo.preview(self.staff, batch))
        if isinstance(shown, AlreadyUndone):
            return
        waiting = [one for one in ours if one.state in OPEN]
        assert shown.plan.will["reversed"] == len(waiting)
        assert shown.plan.will["kept"] == len(ours) - len(waiting)
        undo.confirm(self.staff, batch, shown.hash)
        self.model.end(waiting, "withdrawn")

    def agrees(self) -> None:
        """Assert that the store holds what the model says, and that nothing is lost, doubled or somebody else's."""
        with self.db.reading() as tx:
            rows = tx.query(
                "SELECT credit_id, state, person_id, address FROM credit WHERE org_id = $org ORDER BY 1", org=self.org
            )
        expected = [(one.credit, one.state, one.person, one.address) for one in self.model.credits.values()]
        assert rows == sorted(expected)
        offered = [(one.course, one.person) for one in self.model.credits.values() if one.state == "offered"]
        assert len(offered) == len(set(offered)), "two of one course wait for one person"
        kept = [
            (one.course, one.person, self.model.cycle(one))
            for one in self.model.credits.values()
            if one.state == "accepted"
        ]
        assert len(kept) == len(set(kept)), "two of one course and cycle were accepted"
        for one in self.model.credits.values():
            if one.state in ("offered", "accepted"):
                assert self.model.owners[one.address] == (one.person, True), (
                    "given to an address that nobody has proven"
                )


def world(db: Db) -> World:
    """Found an organisation for one walk."""
    number = next(_numbers)
    slug = f"walk{number}"
    with db.transaction() as tx:
        org = organisations.add(tx, slug, slug, "UTC", "EUR", NOW).org_id
        courses = {}
        for key, years in YEARS.items():
            courses[key] = tx.new_id()
            tx.execute(
                """
                INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, state,
                                        approved_from, cycle_years, made_at)
                VALUES ($id, $org, $key, $key, $key, 100, 'approved', $first, $years, $now)
                """,
                id=courses[key],
                org=org,
                key=key,
                first=FIRST_DAY,
                years=years,
                now=NOW,
            )
    addresses = [f"a{at}@{slug}.example.org" for at in range(PLACES)]
    return World(db, org, slug, Model(courses), addresses, [])
