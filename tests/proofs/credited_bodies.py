"""What the two organisations have credited: a list that waits, credits to answer, and an accepted one."""

from __future__ import annotations

from core.model import Role
from core.rules import tokens
from core.services.credits import answering, entering, posting
from core.services.credits.reading import Entry
from core.services.desk import Desk
from core.store import accounts, people
from tests.cast import SECRET

WORKERS = ("staff", "own", "other", "analyst", "holder")


def credited(staff: Desk, slug: str, ceulid: str) -> dict[str, int]:
    """Let staff credit everybody who works there, and two people of the town, one of whom accepts; keep one list."""
    org = staff.actor.org_id
    with staff.db.transaction() as tx:
        for who in WORKERS:
            address = f"{who}@{slug}.example.org"
            accounts.prove(tx, address, staff.now)
            person = people.by_address(tx, address)
            assert person
            people.add_membership(tx, org, person, Role.HOLDER, staff.now)
    addresses = [f"{who}@{slug}.town" for who in ("claimed", "two")]
    addresses += [f"{who}@{slug}.example.org" for who in WORKERS]
    draft = entering.keep_entries(staff, [Entry(ceulid, address) for address in addresses])
    posting.confirm(staff, draft, posting.preview(staff, draft).hash)
    with staff.db.reading() as tx:
        ids = dict(tx.query("SELECT address, credit_id FROM credit WHERE org_id = $org", org=org))
    accepted, waiting = (ids[address] for address in addresses[:2])
    token = tokens.keyed(SECRET, answering.PURPOSE, accepted)
    answering.accept(staff.db, SECRET, token, [accepted], slug, staff.now)
    pairs = entering.keep_file(staff, f"{ceulid},free@{slug}.town\n".encode(), "pairs.csv")
    return {"pairs": pairs, "credit": waiting, "accepted_credit": accepted}
