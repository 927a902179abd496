"""A store of fictional organisations to look around in: histories, workshops, orders, and what goes wrong.

Days are counted back from today, so that what is due, in grace or too old stays so. Nobody in it is real; every
address is under a domain that no mail reaches.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from core.errors import Refusal
from core.model import AllMatching, PersonId, Role, Status, WorkshopId
from core.rules import tokens
from core.services import (
    claiming,
    courses,
    demo_credits,
    demo_learners,
    demo_pairs,
    disputes,
    import_files,
    imports,
    invoicing,
    issuing,
    roster_files,
    rosters,
    setup,
    workshops,
)
from core.services.desk import Desk
from core.services.invoicing import Payer
from core.services.workshops import NewWorkshop
from core.settings import DATA
from core.store import instance, links, orders, people
from core.store.db import Db

TABLES = DATA / "demo"
BEGUN = timedelta(days=60)  # so long ago the demo's people started to work with it


class StoreNotEmpty(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The store {path} holds records already. Give another --store for the demo.")


HARBOUR = ("harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR")
NORTHERN = ("northern", "Northern Vet Emergency Board", "America/New_York", "USD")
WORKERS = (
    ("Olga Berg", "olga.berg@harbour.example.org", "harbour", Role.STAFF),
    ("Andrea Steele", "andrea.steele@harbour.example.org", "harbour", Role.INSTRUCTOR),
    ("Tomás Rivera", "tomas.rivera@harbour.example.org", "harbour", Role.INSTRUCTOR),
    ("Priya Nair", "priya.nair@harbour.example.org", "harbour", Role.ANALYST),
    ("Nils Holm", "nils.holm@northern.example.org", "northern", Role.STAFF),
    ("Ruth Calloway", "ruth.calloway@northern.example.org", "northern", Role.INSTRUCTOR),
    ("Dev Mehta", "dev.mehta@northern.example.org", "northern", Role.ANALYST),
)
RETIRED = {"harbour": ("BLS-ONLINE-1", "BLS-1")}
FINISHED = """First name,Last name,E-mail
Lena,Hoffmann,lena.hoffmann@nordkai.example.com
Emeka,Okafor,emeka.okafor@portclinic.example.org
Joana,Ferreira,joana.ferreira@salvamar.example.net
Rasmus,Lindqvist,rasmus.lindqvist@fjordvakt.example.net
Zeynep,Yılmaz,zeynep.yilmaz@portclinic.example.org
Oluwaseun,Adeyemi,seun.adeyemi@nordkai.example.com
"""
WAITING = """First name,Last name,E-mail
Marek,Dvořák,marek.dvorak@elbeboat.example.net
Aoife,Kelly,aoife.kelly@lifeboat.example.org
Tuan,Nguyễn,tuan.nguyen@nordkai.example.com
Priscila,Souza,priscila.souza@salvamar.example.net
Dimitra,Alexiou,dimitra.alexiou@medschool.example.org
Hannes,Krüger,hannes.krueger@werft.example.com
"""
NORTHERN_FINISHED = """First name,Last name,E-mail
Thandiwe,Dlamini,thandiwe.dlamini@bayvet.example.com
Isaac,Goldberg,isaac.goldberg@pinevet.example.com
Linnea,Sjöberg,linnea.sjoberg@lakevet.example.net
Carlos,Ibáñez,carlos.ibanez@bayvet.example.com
"""
NORTHERN_WAITING = """First name,Last name,E-mail
Hank,Lindgren,hank.lindgren@pinevet.example.com
Rosa,Delgado,rosa.delgado@bayvet.example.com
Kaito,Mori,kaito.mori@bayvet.example.com
Dorothy,Vance,dorothy.vance@pinevet.example.com
"""
PORT = Payer(
    "Accounts Payable", "accounts@nordkai.example.com", "Nordkai Port Authority", "Kai 12\n20457 Hamburg", "PO-7719"
)
BAYVET = Payer("Lou Becker", "billing@bayvet.example.com", "Bay Veterinary Group", "18 Pier Road\nPortland, ME 04101")


def fill(db: Db, now: datetime, secret: bytes, base_url: str, on: date | None = None) -> dict[str, int]:
    """Fill an empty store; return how many organisations, people and certificates it holds. Raises StoreNotEmpty."""
    with db.transaction() as tx:
        if not instance.is_empty(tx):
            raise StoreNotEmpty(db.path)
        instance.note(tx, "demo", "yes")
    house = _House(db, now, secret, base_url, on)
    for slug, name, zone, currency in (HARBOUR, NORTHERN):
        setup.init(db, slug, name, zone, currency, now - BEGUN)
    for name, address, slug, role in WORKERS:
        setup.add_user(db, address, slug, role, name, now - BEGUN)
    for slug in ("harbour", "northern"):
        house.bring_in(slug)
    house.harbour_workshops()
    house.northern_workshops()
    house.harbour_learners()
    house.credits()
    with db.reading() as tx:
        return instance.sizes(tx)


class _House:
    """The demo being built: desks of its people on days gone by."""

    def __init__(self, db: Db, now: datetime, secret: bytes, base_url: str, on: date | None) -> None:
        self.db, self.now, self.secret, self.base_url, self.on = db, now, secret, base_url, on

    def desk(self, slug: str, address: str | None, days_ago: int = 0) -> Desk:
        """Return somebody's desk as it was so many days ago."""
        found = setup.desk_for(self.db, slug, address, "operator", self.on, self.now, self.base_url, self.secret)
        back = timedelta(days=days_ago)
        return replace(found, now=found.now - back, today=found.today - back)

    def bring_in(self, slug: str) -> None:
        """Bring in courses, people and their histories from the tables, through the same door as everybody's files."""
        desk = replace(self.desk(slug, None), now=self.now - BEGUN)
        courses.import_file(desk, (TABLES / f"{slug}-courses.toml").read_bytes())
        for kind in ("people", "completions", "certificates"):
            table = (TABLES / f"{slug}-{kind}.csv").read_text(encoding="utf-8")
            stream = io.BytesIO(dated(table, desk.today).encode())
            source = import_files.source_of(kind, f"{slug}-{kind}.csv", stream)
            done = imports.bring_in(desk, source, import_files.read_file(kind, source.name, stream, desk.today))
            if done.problems:
                raise AssertionError(f"{source.name}: {done.problems[0]}")
        for old in RETIRED.get(slug, ()):
            courses.set_retired(desk, old, True)

    def harbour_workshops(self) -> None:
        """One finished and paid, one waiting with a dispute, one still without its roster (data/samples has it)."""
        done = self.workshop("harbour", "andrea.steele@harbour.example.org", "BLS-2", 45, "Harbour school", FINISHED)
        self.issue_and_tell("harbour", "andrea.steele@harbour.example.org", "olga.berg@harbour.example.org", done, PORT)
        waiting = self.workshop("harbour", "tomas.rivera@harbour.example.org", "BLS-2", 3, "Lighthouse hall", WAITING)
        self.dispute("tomas.rivera@harbour.example.org", waiting)
        self.workshop("harbour", "andrea.steele@harbour.example.org", "BLS-2", 7, "Harbour school", None)

    def northern_workshops(self) -> None:
        """One finished whose invoice is open, one waiting."""
        ruth, nils = "ruth.calloway@northern.example.org", "nils.holm@northern.example.org"
        done = self.workshop("northern", ruth, "TRIAGE-1", 31, "Pine clinic", NORTHERN_FINISHED)
        self.issue_and_tell("northern", ruth, nils, done, BAYVET, paid=False)
        self.workshop("northern", ruth, "TRIAGE-1", 2, "Bay clinic", NORTHERN_WAITING)

    def harbour_learners(self) -> None:
        """Two who lapsed were assigned so long ago that they are overdue; two in grace last week, of whom one began."""
        olga = "olga.berg@harbour.example.org"
        demo_learners.recertify(self.desk("harbour", olga, 40), "lapsed", "BLS-2", 0, 2)
        demo_learners.recertify(self.desk("harbour", olga, 6), "in_grace", "BLS-2", 1, 3)
        demo_learners.begin(self.desk("harbour", olga, 2), "not_started")

    def credits(self) -> None:
        """A registry of CEU courses at both bodies; credits that were posted, and a list that waits."""
        olga = self.desk("harbour", "olga.berg@harbour.example.org")
        demo_credits.registry(olga, "HRC")
        demo_credits.registry(self.desk("northern", "nils.holm@northern.example.org"), "NVB")
        demo_pairs.posted(olga)
        demo_pairs.waiting(olga)

    def workshop(self, slug: str, who: str, code: str, days_ago: int, place: str, roster: str | None) -> WorkshopId:
        """Hold a workshop and enter it the same evening."""
        desk = self.desk(slug, who, days_ago)
        with self.db.reading() as tx:
            course = courses.find_course(tx, desk.actor.org_id, code)
        made = workshops.create(desk, NewWorkshop(desk.today, (course.course_id,), place))
        if roster is not None:
            roster_files.apply(desk, made, roster_files.keep(desk, made, roster.encode(), f"roster {desk.today}.csv"))
        return made

    def issue_and_tell(
        self, slug: str, who: str, staff: str, workshop: WorkshopId, payer: Payer, *, paid: bool = True
    ) -> None:
        """Issue everybody who is Active, hand the invoice over, let four of five claim, and record the payment."""
        days_ago = 44 if slug == "harbour" else 30
        desk = self.desk(slug, who, days_ago)
        everybody = AllMatching(status=Status.ACTIVE)
        plan = issuing.preview(desk, workshop, everybody)
        issued = issuing.issue(desk, workshop, everybody, payer, plan.plan.hash)
        office = self.desk(slug, staff, days_ago - 1)
        with self.db.reading() as tx:
            (card,) = orders.rows(tx, desk.actor.org_id, workshop)
            offered = links.of_subject(tx, "claim", int(issued.order_id))
        if card.invoice_id is None:
            raise AssertionError("an order of the demo has no invoice")
        invoicing.hand_over(office, card.invoice_id)
        for at, (person, link_id) in enumerate(sorted(offered.items())):
            if at % 5 != 4:
                self.claim(link_id, PersonId(person), office.now + timedelta(hours=3 * at + 2))
        if paid:
            bank = self.desk(slug, staff, days_ago - 9)
            amount = issued.total_minor
            invoicing.record_payment(bank, card.invoice_id, amount, bank.today, "Transfer 20871", "transfer")

    def claim(self, link_id: int, person: PersonId, when: datetime) -> None:
        """Open the link from the mail and confirm the name."""
        with self.db.reading() as tx:
            name = people.name_of(tx, person)
        claiming.claim(self.db, tokens.token(self.secret, "claim", link_id), name, when)

    def dispute(self, who: str, workshop: WorkshopId) -> None:
        """Let the instructor dispute the row whose online course is too old."""
        desk = self.desk("harbour", who, 2)
        _, rows = rosters.rows(desk, workshop, AllMatching(search="Souza"))
        note = "She repeated the online course last week; it may not be in the records yet."
        disputes.dispute(desk, workshop, rows[0].standing.standing_id, note)


def dated(table: str, today: date) -> str:
    """Return a table of the demo with its days counted back from today as days of the calendar."""
    rows = list(csv.DictReader(io.StringIO(table)))
    if "days_ago" not in rows[0]:
        return table
    written = io.StringIO()
    day = "certified_on" if "ends_in_days" in rows[0] else "completed_on"
    names = [day if name == "days_ago" else "valid_through" if name == "ends_in_days" else name for name in rows[0]]
    out = csv.writer(written, lineterminator="\n")
    out.writerow(names)
    for row in rows:
        out.writerow([_cell(name, value, today) for name, value in row.items()])
    return written.getvalue()


def _cell(name: str, value: str, today: date) -> str:
    if name == "days_ago":
        return str(today - timedelta(days=int(value)))
    if name == "ends_in_days" and value:
        return str(today + timedelta(days=int(value)))
    return value
