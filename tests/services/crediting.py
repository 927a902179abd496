"""A body that credits attendance: CEU courses in every state, people of every class, and short ways to act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.model import Chosen, OrgId, PersonId, Role
from core.rules import tokens
from core.services.credits import answering, classifying, entering, posting
from core.services.credits.classifying import Classified
from core.services.credits.posting import PostPreview
from core.services.credits.reading import Entry
from core.services.desk import Desk
from core.services.recertification.acting import Done
from core.store import checks, near_signatures, people
from core.store.credits import records
from core.store.credits.records import Credit
from core.store.db import Row
from tests.cast import NOW, SECRET, Cast

TODAY = date(2026, 3, 2)
# ceulid, state, approved_from, approved_until, cycle years
OURS: tuple[tuple[str, str, date | None, date | None, int | None], ...] = (
    ("CEU-1", "approved", date(2026, 1, 1), date(2026, 12, 31), None),
    ("CEU-2", "approved", date(2026, 1, 1), date(2026, 12, 31), None),
    ("CEU-OLD", "approved", date(2025, 1, 1), date(2025, 12, 31), None),
    ("CEU-RETIRED", "retired", date(2026, 1, 1), date(2026, 12, 31), None),
    ("CEU-DENIED", "denied", None, None, None),
    ("CEU-DRAFT", "draft", None, None, None),
    ("CEU-YEARLY", "approved", date(2024, 1, 1), None, 1),
)
MEI, MEIS_SECOND = "mei@clinic.example.com", "mei.tanaka@university.example.net"
REX = "rex@elsewhere.example.org"  # an account at Northern only
STRANGER = "new@nowhere.example.org"


@dataclass(slots=True)
class Crediting:
    """Harbour credits CEU courses; Mei is its connected holder, Rex has an account at Northern only."""

    cast: Cast
    courses: dict[str, int] = field(default_factory=dict)

    @property
    def org(self) -> OrgId:
        return self.cast.harbour.org_id

    @property
    def olga(self) -> Desk:
        return self.cast.desk_of(self.cast.olga)

    def rows(self, sql: str, **params: object) -> list[Row]:
        with self.cast.db.reading() as tx:
            return tx.query(sql, **params)

    def write(self, sql: str, **params: object) -> None:
        with self.cast.db.transaction() as tx:
            tx.execute(sql, **params)

    def course(
        self,
        ceulid: str,
        state: str = "approved",
        first: date | None = None,
        last: date | None = None,
        years: int | None = None,
        org: OrgId | None = None,
        hours: int = 150,
    ) -> int:
        """Put a CEU course into the registry as it shall stand."""
        with self.cast.db.transaction() as tx:
            made = tx.new_id()
            tx.execute(
                """
                INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, category,
                                        state, approved_from, approved_until, cycle_years, made_at)
                VALUES ($id, $org, $ceulid, $key, $title, $hours, 'Clinical', $state, $first, $last, $years, $now)
                """,
                id=made,
                org=org or self.org,
                ceulid=ceulid,
                key=ceulid.casefold(),
                title=f"Title of {ceulid}",
                hours=hours,
                state=state,
                first=first,
                last=last,
                years=years,
                now=NOW,
            )
        self.courses[ceulid] = made
        return made

    def person(self, name: str, address: str, *, at: OrgId | None = None, verified: bool = True) -> PersonId:
        """Add somebody with an account, a holder of an organisation when one is given."""
        first, last = name.split()
        with self.cast.db.transaction() as tx:
            who = people.add_person(tx, first, last, address, NOW, verified=verified)
            if at:
                people.add_membership(tx, at, who, Role.HOLDER, NOW)
        return who

    def alias(self, who: PersonId, address: str, *, verified: bool) -> None:
        """Give somebody one more address."""
        with self.cast.db.transaction() as tx:
            tx.execute(
                """
                INSERT INTO address (address, person_id, kind, verified_at, made_at)
                VALUES ($address, $who, 'alternate', $verified, $now)
                """,
                address=address,
                who=who,
                verified=NOW if verified else None,
                now=NOW,
            )
            near_signatures.sign_one(tx, address, who)

    def draft(self, *pairs: str, on: date | None = None) -> int:
        """Keep "CEULID address" pairs as Olga's draft."""
        entries = [Entry(*pair.split(" ", 1), attended_on=on) for pair in pairs]
        return entering.keep_entries(self.olga, entries)

    def classified(self, *pairs: str, on: date | None = None) -> Classified:
        return classifying.classify(self.olga, self.draft(*pairs, on=on), size=1000)

    def preview(self, draft: int, *rows: int) -> PostPreview:
        return posting.preview(self.olga, draft, Chosen(frozenset(rows)) if rows else None)

    def post(self, *pairs: str, on: date | None = None) -> Done:
        """Preview and confirm, as the dialog does; preview and outcome agree."""
        draft = self.draft(*pairs, on=on)
        shown = posting.preview(self.olga, draft)
        done = posting.confirm(self.olga, draft, shown.hash)
        assert dict(done.counts) == dict(shown.plan.will)
        assert list(done.refused) == list(shown.plan.refused)
        return done

    def only(self, address: str) -> Credit:
        """Return the newest credit at an address."""
        (key,) = self.rows("SELECT max(credit_id) FROM credit WHERE address = $a", a=address)
        with self.cast.db.reading() as tx:
            found = records.find(tx, key[0])
        assert found
        return found

    def again(self, credit: Credit | int) -> Credit:
        """Return a credit as it is now."""
        with self.cast.db.reading() as tx:
            found = records.find(tx, credit if isinstance(credit, int) else credit.credit_id)
        assert found
        return found

    def token(self, address: str) -> str:
        """Return the token of the newest credit's link."""
        return tokens.keyed(SECRET, answering.PURPOSE, self.only(address).credit_id)

    def page(self, token: str) -> answering.CreditPage:
        return answering.page(self.cast.db, SECRET, token, self.cast.now)

    def mails(self, *columns: str) -> list[Row]:
        """Return columns of the mails, oldest first."""
        wanted = ", ".join(columns or ("kind", "to_address", "state"))
        return self.rows(f"SELECT {wanted} FROM outbox WHERE kind LIKE 'credit%' ORDER BY mail_id")

    def left(self, now: datetime | None = None) -> None:
        """Let every mail leave."""
        self.write("UPDATE outbox SET state = 'sent', sent_at = $now WHERE state IN ('held', 'queued')", now=now or NOW)

    def holds(self) -> None:
        """Assert that every rule between rows holds."""
        with self.cast.db.reading() as tx:
            assert checks.broken(tx) == []


def crediting(cast: Cast) -> Crediting:
    """Return Harbour with its CEU courses, Northern with one of its own, and Rex of Northern."""
    scene = Crediting(cast)
    for ceulid, state, first, last, years in OURS:
        scene.course(ceulid, state, first, last, years)
    scene.course("NORTH-1", "approved", date(2026, 1, 1), date(2026, 12, 31), None, cast.north.org_id)
    scene.write(
        "UPDATE ceu_course SET successor_id = $new WHERE ceu_course_id = $old",
        new=scene.courses["CEU-1"],
        old=scene.courses["CEU-OLD"],
    )
    scene.person("Rex Adams", REX, at=cast.north.org_id)
    return scene
