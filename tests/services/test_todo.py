"""The home page: what waits for whom."""

from __future__ import annotations

from datetime import date, timedelta

from core.services import todo
from core.services.recertification.recertify import Recertify
from core.services.todo import Task
from core.store import outbox
from core.store.outbox import NewMail
from tests.cast import Cast, Person
from tests.services import ceu_files, crediting
from tests.services.renewing import named, renewal


def workshop(cast: Cast, of: Person, state: str, number: int) -> None:
    with cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO workshop (workshop_id, org_id, instructor_id, held_on, name, place, state, include_retakes,
                                  revision, made_by, made_at)
            VALUES ($number, $org, $instructor, $day, 'x', '', $state, FALSE, 1, 'x', $now)
            """,
            number=number,
            org=of.org.org_id,
            instructor=of.person_id,
            day=cast.now.date(),
            state=state,
            now=cast.now,
        )


def said(cast: Cast, person: Person) -> list[str]:
    return [task.say for task in todo.tasks(cast.desk_of(person))]


def test_a_new_organisation_is_told_its_first_steps(cast: Cast) -> None:
    assert todo.tasks(cast.desk_of(cast.olga)) == [Task("Set up the first course and its fees.", "courses")]
    assert said(cast, cast.andrea) == ["Create your first workshop, then upload the list of who was there."]
    assert said(cast, cast.ravi) == []


def test_an_instructor_sees_the_own_workshops_and_staff_all_of_the_organisation(cast: Cast) -> None:
    workshop(cast, cast.andrea, "draft", 1)
    workshop(cast, cast.ben, "draft", 2)
    assert said(cast, cast.andrea) == ["1 workshop waits for its list of participants."]
    assert "2 workshops wait for their lists of participants." in said(cast, cast.olga)
    assert "workshop" not in " ".join(said(cast, cast.nils))


def test_staff_see_mails_of_their_organisation_that_did_not_arrive(cast: Cast) -> None:
    mails = [
        NewMail(one.org.org_id, f"m:{one.name}", "certificate_offered", one.address, one.name)
        for one in (cast.andrea, cast.nils)
    ]
    with cast.db.transaction() as tx:
        outbox.queue(tx, mails, cast.now)
        tx.execute("UPDATE outbox SET state = 'failed'")
    assert "1 mail did not arrive." in said(cast, cast.olga)


def test_staff_see_how_many_are_due_and_how_many_are_late(cast: Cast) -> None:
    scene = renewal(cast)
    for name in ("Ana Silva", "Bo Ek"):
        scene.person(name, date(2025, 4, 20))
    late = scene.person("Cy Dahl", date(2025, 4, 20))
    scene.do(Recertify(), named(late))
    assert "2 people are due for recertification." in said(cast, cast.olga)
    assert "overdue" not in " ".join(said(cast, cast.olga))
    cast.now += timedelta(days=31)
    assert "1 assignment is overdue." in said(cast, cast.olga)
    assert "recertification" not in " ".join(said(cast, cast.nils))


def test_staff_are_told_of_ceu_courses_that_wait_for_review(cast: Cast) -> None:
    ceu_files.submitted(cast.desk_of(cast.olga))
    assert Task("1 CEU course waits for review.", "ceu-courses") in todo.tasks(cast.desk_of(cast.olga))
    assert said(cast, cast.nils) == ["Set up the first course and its fees."]


def test_a_holder_is_told_of_credits_that_wait_for_an_answer(cast: Cast) -> None:
    crediting.crediting(cast).post(f"CEU-1 {cast.mei.address}")
    assert todo.tasks(cast.desk_of(cast.mei)) == [Task("1 credit waits for your answer.", "my-credits")]
