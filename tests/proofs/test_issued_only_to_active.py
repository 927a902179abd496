"""Invariant 5: whoever was issued a certificate was Active, or an override names its actor and reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from core.errors import DisputeClosed, NotAllowed, NothingSelected, ReasonNeeded
from core.model import AllMatching, Chosen, ParticipantId, WorkshopId
from core.services import disputes, issuing, rosters, workshops
from core.store import certificates
from tests.proofs.measure import Prove
from tests.services.scenes import HELD, Scene

ADDRESS = "kim@example.org"


def kim(scene: Scene, sql: str = "", completed: date | None = HELD) -> None:
    """Let Kim be a holder of Harbour, and then let the records say this of her."""
    who = scene.person("Kim", "Park", ADDRESS, completed)
    if sql:
        with scene.cast.db.transaction() as tx:
            tx.execute(
                sql.replace("{org}", str(scene.cast.harbour.org_id))
                .replace("{who}", str(who))
                .replace("{bls}", str(scene.bls.course_id))
            )


_HELD = """
    INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, term_key, starts_on, because,
                             made_at)
    VALUES (nextval('ids'), {org}, {who}, {bls}, 'OLD', '{state}', {key}, DATE '2025-12-01', 'imported',
            now()::TIMESTAMP)
"""
WHY_NOT: dict[str, Callable[[Scene], None]] = {
    "nobody here owns the address": lambda s: None,
    "only the other organisation knows the person": lambda s: kim(
        s, "UPDATE membership SET org_id = org_id + 1 WHERE person_id = {who}", None
    ),
    "the role here was taken away": lambda s: kim(
        s, "UPDATE membership SET ended_at = made_at WHERE person_id = {who}", None
    ),
    "the person is archived": lambda s: kim(s, "INSERT INTO archived_person VALUES ({org}, {who}, now()::TIMESTAMP)"),
    "nothing was completed": lambda s: kim(s, "", None),
    "the completion is too old": lambda s: kim(s, "", date(2024, 2, 19)),
    "the completion came after the workshop": lambda s: kim(s, "", date(2026, 2, 21)),
    "the completion was undone": lambda s: kim(s, "UPDATE completion SET undone_at = made_at WHERE person_id = {who}"),
    "the certificate was revoked": lambda s: kim(s, _HELD.replace("{state}", "revoked").replace("{key}", "NULL")),
    "a certificate holds": lambda s: kim(s, _HELD.replace("{state}", "issued").replace("{key}", "'a key'")),
}


def on_roster(scene: Scene) -> tuple[WorkshopId, Chosen]:
    """Put Kim on a roster; return the workshop and a forged selection of her row."""
    workshop = scene.workshop()
    scene.upload(workshop, f"Kim;Park;{ADDRESS}")
    return workshop, Chosen(frozenset(row.standing.standing_id for row in scene.rows(workshop).values()))


def numbers(scene: Scene, workshop: WorkshopId) -> int:
    with scene.cast.db.reading() as tx:
        return int(tx.value("SELECT count(*) FROM certificate WHERE workshop_id = $w", w=workshop))


@pytest.mark.parametrize("reason", WHY_NOT)
def test_a_forged_selection_of_somebody_who_is_not_active_is_refused(scene: Scene, prove: Prove, reason: str) -> None:
    WHY_NOT[reason](scene)
    workshop, forged = on_roster(scene)
    (row,) = scene.rows(workshop).values()
    assert row.verdict.status != "Active"
    for chosen in (forged, AllMatching(), AllMatching(str(row.verdict.status))):
        with pytest.raises(NothingSelected):
            issuing.preview(scene.cast.desk_of(scene.cast.andrea), workshop, chosen)
    assert numbers(scene, workshop) == 0
    prove(f"a forged selection when {reason}: refused", 3, "selections")


def test_without_the_check_a_forged_selection_certifies_somebody_inactive(scene: Scene, prove: Prove) -> None:
    kim(scene, "", None)
    workshop, forged = on_roster(scene)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "_why_not", lambda *_: None)
        scene.issue(workshop, forged)
    assert numbers(scene, workshop) == 1
    prove("control: without the check of the selection somebody Inactive is certified", 1, "time")


def test_an_override_needs_staff_and_a_reason_and_keeps_both(scene: Scene, prove: Prove) -> None:
    kim(scene, "", None)
    workshop, forged = on_roster(scene)
    (row,) = forged.ids
    for blank in ("", "  ", "\n\t"):
        with pytest.raises(ReasonNeeded):
            disputes.override_row(scene.cast.desk_of(scene.cast.olga), workshop, row, blank)
    with pytest.raises(NotAllowed):
        disputes.override_row(scene.cast.desk_of(scene.cast.andrea), workshop, row, "I know her")
    disputes.override_row(scene.cast.desk_of(scene.cast.olga), workshop, row, "  Seen on paper. ")
    done = scene.issue(workshop, forged)
    with scene.cast.db.reading() as tx:
        (held,) = certificates.of_order(tx, done.order_id)
        kept = tx.query(
            """
            SELECT o.reason, o.made_by
              FROM status_override AS o
              JOIN order_line AS l
                ON l.participant_id = o.participant_id
               AND l.course_id = o.course_id
             WHERE l.order_id = $order
               AND l.person_id = $person
            """,
            order=done.order_id,
            person=held.person_id,
        )
    assert kept == [("Seen on paper.", "Olga Berg")]
    prove("an override without a reason or by an instructor is refused; with both it names them", 4, "tries")


def overridden(scene: Scene) -> tuple[WorkshopId, ParticipantId]:
    """Let Olga let Kim through."""
    kim(scene, "", None)
    workshop, forged = on_roster(scene)
    (row,) = forged.ids
    disputes.override_row(scene.cast.desk_of(scene.cast.olga), workshop, row, "Seen on paper.")
    return workshop, scene.rows(workshop)[ADDRESS].standing.participant_id


def test_an_override_is_of_one_person_and_ends_when_the_line_becomes_another(scene: Scene, prove: Prove) -> None:
    workshop, line = overridden(scene)
    scene.person("Max", "Unfit", "max@example.org")
    assert scene.rows(workshop)[ADDRESS].verdict.selectable
    rosters.edit(scene.cast.desk_of(scene.cast.andrea), workshop, line, "Max", "Unfit", "max@example.org")
    assert not scene.rows(workshop)["max@example.org"].verdict.selectable
    with pytest.raises(NothingSelected):
        scene.issue(workshop, Chosen(frozenset([scene.rows(workshop)["max@example.org"].standing.standing_id])))
    prove("an overridden line edited to somebody else: the override ends, the other is refused", 1, "time")


def test_an_override_outlives_a_corrected_name(scene: Scene) -> None:
    workshop, line = overridden(scene)
    rosters.edit(scene.cast.desk_of(scene.cast.andrea), workshop, line, "Kim", "Parker", ADDRESS)
    assert scene.rows(workshop)[ADDRESS].verdict.selectable


def test_a_completed_row_is_issued_only_under_the_switch(scene: Scene) -> None:
    WHY_NOT["a certificate holds"](scene)
    workshop, forged = on_roster(scene)
    desk = scene.cast.desk_of(scene.cast.andrea)
    workshops.set_retakes(desk, workshop, True)
    plan = issuing.preview(desk, workshop, forged)
    assert plan.rows[0].kind == "renewal"
    workshops.set_retakes(desk, workshop, False)
    with pytest.raises(NothingSelected):
        issuing.preview(desk, workshop, forged)


def test_a_dispute_ends_with_the_line_that_it_is_about(scene: Scene, prove: Prove) -> None:
    andrea, olga = scene.cast.desk_of(scene.cast.andrea), scene.cast.desk_of(scene.cast.olga)
    kim(scene, "", None)
    workshop, forged = on_roster(scene)
    (row,) = forged.ids
    asked = disputes.dispute(andrea, workshop, row, "She was there")
    line = scene.rows(workshop)[ADDRESS].standing.participant_id
    rosters.edit(andrea, workshop, line, "Max", "Unfit", "max@example.org")
    with pytest.raises(DisputeClosed):
        disputes.override(olga, asked, "Then let her through")
    again = disputes.dispute(andrea, workshop, row, "He was there")
    rosters.drop(andrea, workshop, line)
    with pytest.raises(DisputeClosed):
        disputes.override(olga, again, "Then let him through")
    assert disputes.queue(olga) == []
    prove(
        "a dispute about a line that becomes somebody else or is dropped: closed, staff let nobody else through",
        2,
        "times",
    )


def test_an_override_lifts_no_revocation(scene: Scene, prove: Prove) -> None:
    WHY_NOT["the certificate was revoked"](scene)
    workshop, forged = on_roster(scene)
    andrea, olga, (row,) = scene.cast.desk_of(scene.cast.andrea), scene.cast.desk_of(scene.cast.olga), forged.ids
    asked = disputes.dispute(andrea, workshop, row, "She was there")
    for act in (
        lambda: disputes.override(olga, asked, "Seen on paper"),
        lambda: disputes.override_row(olga, workshop, row, "Seen on paper"),
    ):
        with pytest.raises(disputes.OverrideInVain):
            act()
    assert [each.dispute_id for each in disputes.queue(olga)] == [asked]
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM status_override") == 0
    prove("an override of a revoked person: refused, nothing is noted as let through", 2, "tries")
