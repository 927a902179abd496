"""There are no foreign keys: so orphans are counted, over every column that points anywhere."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from core.jobs.send_mail import send_due
from core.model import Role
from core.services import demo, disputes, import_page, invoicing, organisation, rosters, taking_back
from core.store import invoices, orphans
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET
from tests.proofs.measure import Prove
from tests.services.scenes import Scene

OWN_KEY = {"mail_id", "attempt_id", "dispute_id", "invoice_id", "proposal_id", "completion_id", "certificate_id"}
OWN_KEY |= {"link_id", "gateway_id", "external_id", "assignment_id", "credit_id", "step_id", "instruction_id"}
ALSO = (  # (table, column, statement that counts what points at nothing)
    (
        "order_line",
        "standing_id",
        """
        SELECT count(*)
          FROM order_line AS l
          JOIN orders AS o
            ON o.order_id = l.order_id
         WHERE o.state <> 'cancelled'
           AND NOT EXISTS (SELECT 1 FROM standing AS s WHERE s.standing_id = l.standing_id)
        """,
    ),
    (
        "personal_link",
        "subject_id",
        """
        SELECT count(*)
          FROM personal_link AS p
         WHERE p.purpose = 'claim'
           AND NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.order_id = p.subject_id)
        """,
    ),
    (
        "organisation_asset",
        "sha256",
        """
        SELECT count(*)
          FROM organisation_asset AS o
         WHERE NOT EXISTS (SELECT 1 FROM asset AS a WHERE a.sha256 = o.sha256)
        """,
    ),
    (
        "outbox",
        "link_id",
        """
        SELECT count(*)
          FROM outbox AS m
         WHERE m.kind = 'certificate_offered'
           AND NOT EXISTS (SELECT 1
                             FROM personal_link AS p
                            WHERE p.link_id = CAST(json_extract(m.parameters, '$.link_id') AS BIGINT))
        """,
    ),
    (
        "outbox",
        "invoice_id",
        """
        SELECT count(*)
          FROM outbox AS m
         WHERE m.kind = 'invoice'
           AND NOT EXISTS (SELECT 1
                             FROM invoice AS i
                            WHERE i.invoice_id = CAST(json_extract(m.parameters, '$.invoice_id') AS BIGINT))
        """,
    ),
)


def dangling(tx: Tx) -> list[tuple[str, str, int]]:
    """Return (table, column, how many) of everything that points at nothing."""
    counted = [(table, column, int(tx.value(sql))) for table, column, sql in ALSO]
    return [*orphans.orphans(tx), *(one for one in counted if one[2])]


def live_fully(scene: Scene) -> None:
    """Walk the main road with every turn: imports, disputes, overrides, edits, drops, payments, taking back."""
    andrea, olga = scene.cast.desk_of(scene.cast.andrea), scene.cast.desk_of(scene.cast.olga)
    for kind, text in (
        (
            "people",
            "email,first_name,last_name,other_emails,external_id\nnew@example.org,New,Person,n2@example.org,7\n",
        ),
        (
            "completions",
            "email,course,completed_on\nnew@example.org,ONLINE,2026-01-02\nlate@example.org,BLS,2026-01-02\n",
        ),
        ("certificates", "email,course,certified_on\nold@example.org,BLS,2024-01-02\n"),
    ):
        plan = import_page.preview(olga, kind, text.encode(), f"{kind}.csv").plan
        import_page.apply(olga, kind, text.encode(), f"{kind}.csv", None, plan)
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org", "New;Person;new@example.org", "No;Body;no@example.org")
    rows = scene.rows(workshop)
    asked = disputes.dispute(andrea, workshop, rows["no@example.org"].standing.standing_id, "She was there")
    disputes.override(olga, asked, "Seen on paper")
    rosters.add_person(andrea, workshop, "To", "Drop", "drop@example.org")
    rosters.drop(andrea, workshop, scene.rows(workshop)["drop@example.org"].standing.participant_id)
    taking_back.take_back(andrea, scene.issue(workshop).order_id)
    rosters.edit(andrea, workshop, rows["new@example.org"].standing.participant_id, "Old", "One", "old@example.org")
    order = scene.issue(workshop).order_id
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    scene.cast.now += timedelta(minutes=20)
    send_due(scene.cast.db, scene.cast.settings, scene.cast.clock)
    invoicing.record_payment(olga, invoice.invoice_id, 100, olga.today, "bank 1", "Transfer")
    organisation.add_member(olga, "second@harbour.example.org", "Second Berg", Role.STAFF)


def test_nothing_points_at_nothing_after_everything_was_done(scene: Scene, prove: Prove) -> None:
    live_fully(scene)
    with scene.cast.db.reading() as tx:
        assert dangling(tx) == []
        looked = len(orphans.references(tx)) + len(ALSO)
        filled = sum(
            bool(tx.value(f"SELECT count({column}) FROM {table}")) for table, column, _ in orphans.references(tx)
        )
    assert filled > 30
    prove(
        f"main road, imports and undo: no orphan in any column that points, {filled} of them filled", looked, "columns"
    )


def test_the_demo_has_no_orphan(tmp_path: Path, prove: Prove) -> None:
    db = open_store(tmp_path / "store.duckdb", SECRET)
    demo.fill(db, NOW, SECRET, "http://localhost:8501")
    with db.reading() as tx:
        assert dangling(tx) == []
        rows = sum(tx.value(f"SELECT count(*) FROM {table}") for table in {one[0] for one in orphans.references(tx)})
    db.close()
    prove("the store of the demo: no orphan", rows, "rows")


def test_every_column_that_looks_like_a_reference_is_looked_at(scene: Scene) -> None:
    with scene.cast.db.reading() as tx:
        looked = {(table, column) for table, column, _ in [*orphans.references(tx), *ALSO]}
        columns = tx.query("""
            SELECT table_name, column_name
              FROM information_schema.columns
             WHERE table_schema = 'main'
               AND column_name LIKE '%\\_id' ESCAPE '\\'
        """)
    missing = [one for one in columns if one not in looked and not own_key(*one)]
    assert missing == []


def own_key(table: str, column: str) -> bool:
    return column in OWN_KEY or column == orphans.key_of(table) or (table, column) == ("standing", "standing_id")


TORN_OUT = {  # what is torn out → where it is missed
    "DELETE FROM person WHERE person_id IN (SELECT person_id FROM order_line)": "order_line",
    "DELETE FROM course WHERE code = 'BLS'": "certificate",
    "DELETE FROM orders": "invoice",
    "DELETE FROM participant": "standing",
    "DELETE FROM standing": "order_line",
    "DELETE FROM personal_link": "outbox",
}


class Undone(Exception):
    """Puts back what was torn out."""


def missed(db: Db, harm: str) -> set[str]:
    """Tear something out; return the tables in which that is noticed, and put it back."""
    found: set[str] = set()
    with suppress(Undone), db.transaction() as tx:
        tx.execute(harm)
        found |= {table for table, _, _ in dangling(tx)}
        raise Undone
    return found


def test_a_row_that_is_torn_out_is_missed(scene: Scene, prove: Prove) -> None:
    live_fully(scene)
    for harm, where in TORN_OUT.items():
        assert where in missed(scene.cast.db, harm), harm
    prove("control: people, courses, orders, lines, rows or links torn out are noticed", len(TORN_OUT), "times")
