"""Invariant 14: what was confirmed once changes nothing when it is confirmed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.errors import NotFound, NothingSelected, PaymentTwice, PlanStale, SomebodyWasFaster
from core.model import OrderId
from core.rules import tokens
from core.services import claiming, import_page, invoicing, issuing, roster_files, taking_back
from core.store import batches, invoices, links, orders
from core.store.db import open_store
from tests.cast import SECRET
from tests.proofs.measure import Prove, share
from tests.proofs.snapshot import changed, everything
from tests.services.scenes import PAYER, Scene

AGAIN = share(30)
ROSTER = b"First name;Last name;E-mail\nAna;Silva;ana.silva@example.org\n"


def ordered(scene: Scene) -> OrderId:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    return scene.issue(workshop).order_id


def issue(scene: Scene) -> Callable[[], object]:
    workshop, desk = scene.workshop(), scene.cast.desk_of(scene.cast.andrea)
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    chosen = scene.active(workshop)
    plan = issuing.preview(desk, workshop, chosen).plan.hash
    return lambda: issuing.issue(desk, workshop, chosen, PAYER, plan).order_id


def take_back(scene: Scene) -> Callable[[], object]:
    order, desk = ordered(scene), scene.cast.desk_of(scene.cast.andrea)
    return lambda: bool(taking_back.take_back(desk, order)) and None


def claim(scene: Scene) -> Callable[[], object]:
    order = ordered(scene)
    with scene.cast.db.reading() as tx:
        (link,) = links.of_subject(tx, "claim", order).values()
    token = tokens.token(SECRET, "claim", link)
    return lambda: bool(claiming.claim(scene.cast.db, token, "Ana Silva", scene.cast.now)) and None


def hand_over(scene: Scene) -> Callable[[], object]:
    order, desk = ordered(scene), scene.cast.desk_of(scene.cast.olga)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    return lambda: invoicing.hand_over(desk, invoice.invoice_id)


def imported(scene: Scene, kind: str, text: str) -> Callable[[], object]:
    desk = scene.cast.desk_of(scene.cast.olga)
    plan = import_page.preview(desk, kind, text.encode(), "file.csv").plan
    return lambda: import_page.apply(desk, kind, text.encode(), "file.csv", None, plan).counts


ACTS: dict[str, Callable[[Scene], Callable[[], object]]] = {
    "an issue": issue,
    "taking an order back": take_back,
    "a claim": claim,
    "handing an invoice over": hand_over,
    "an import of people": lambda s: imported(s, "people", "email,first_name\nnew@example.org,New\n"),
    "an import of completions": lambda s: imported(
        s, "completions", "email,course,completed_on\nnew@example.org,BLS,2026-01-02\n"
    ),
    "an import of certificates": lambda s: imported(
        s, "certificates", "email,course,certified_on\nnew@example.org,BLS,2026-01-02\n"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_confirming_again_changes_nothing_at_all(scene: Scene, prove: Prove, act: str) -> None:
    confirm = ACTS[act](scene)
    first = confirm()
    before = everything(scene.cast.db)
    for _ in range(AGAIN):
        assert confirm() in (first, False)
    assert changed(before, everything(scene.cast.db)) == []
    prove(f"{act} confirmed again: the first answer, and no table changed", AGAIN, "times")


def test_an_issue_confirmed_after_a_restart_and_on_another_day_finds_the_first(scene: Scene, prove: Prove) -> None:
    confirm = issue(scene)
    first, before = confirm(), everything(scene.cast.db)
    scene.cast.db.close()
    scene.cast.db = open_store(scene.cast.db.path, SECRET)
    scene.cast.now += timedelta(days=3)
    desk = scene.cast.desk_of(scene.cast.andrea)
    with scene.cast.db.reading() as tx:
        plan, workshop = tx.query("SELECT plan_hash, workshop_id FROM orders")[0]
    assert issuing.issue(desk, workshop, scene.active(workshop), None, plan).order_id == first
    assert changed(before, everything(scene.cast.db)) == []
    prove("an issue confirmed again after a restart, days later: the first order", 1, "time")


def test_a_draft_is_put_on_its_roster_once(scene: Scene) -> None:
    workshop, desk = scene.workshop(), scene.cast.desk_of(scene.cast.andrea)
    draft = roster_files.keep(desk, workshop, ROSTER, "roster.csv")
    roster_files.apply(desk, workshop, draft)
    before = everything(scene.cast.db)
    with pytest.raises(NotFound):
        roster_files.apply(desk, workshop, draft)
    assert changed(before, everything(scene.cast.db)) == []


def test_a_payment_is_recorded_once(scene: Scene) -> None:
    order, desk = ordered(scene), scene.cast.desk_of(scene.cast.olga)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    invoicing.record_payment(desk, invoice.invoice_id, 100, date(2026, 3, 1), "Bank 1", "Transfer")
    before = everything(scene.cast.db)
    for reference in ("Bank 1", "bank 1", " BANK 1 "):
        with pytest.raises(PaymentTwice):
            invoicing.record_payment(desk, invoice.invoice_id, 100, date(2026, 3, 1), reference, "Transfer")
    assert changed(before, everything(scene.cast.db)) == []


def test_without_the_look_at_the_plan_a_second_click_is_refused_though_all_is_done(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    confirm, other = issue(scene), imported(scene, "people", "email,first_name\nnew@example.org,New\n")
    assert confirm()
    assert other()
    monkeypatch.setattr(orders, "by_plan", lambda *_: None)
    monkeypatch.setattr(batches, "by_plan", lambda *_: None)
    with pytest.raises(NothingSelected):
        confirm()
    with pytest.raises((PlanStale, SomebodyWasFaster)):
        other()
    prove("control: without the look at the plan a second click is told that nothing was done", 2, "acts")
