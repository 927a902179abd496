"""No function of the services takes an id without somebody who asks: read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core.settings import ROOT
from tests.proofs.access_table import WITHOUT_A_DESK
from tests.proofs.measure import Prove
from tests.proofs.services import SERVICES, functions, on_a_store, parameters

IDS = ("OrgId", "PersonId", "CourseId", "WorkshopId", "ParticipantId", "OrderId", "CertificateId", "Selection")
STEPS: dict[str, str] = {  # steps within somebody's transaction that take an id and no desk
    "workshops.lapsed": "a step of use cases that have checked the actor: the organisation is the actor's",
    "pricing.price_of": "a step of use cases that have checked the actor: the organisation is the actor's",
    "courses.find_course": "a step of use cases that have checked the actor: the organisation is the actor's",
    "rosters.put_all": "a step of putting a file on a roster, whose workshop was checked",
    "look_ahead.look": "a step of use cases and of the weekly mail: the organisation is whose turn it is",
    "reminding.ladder_of": "a step of use cases and of the nightly jobs: the organisation is whose turn it is",
    "credits.recovering.offer_archived": "a step of whatever proves an address, for whoever has proven it",
    "telling.invoice_left": "the job that sends mail, for the order of the mail that left",
}
PLAIN = {"setup.operator"}  # makes an actor out of an organisation; touches no store


def takes_an_id(annotation: str, name: str) -> bool:
    return any(kind in annotation for kind in IDS) or (name.endswith("_id") and "int" in annotation)


def test_every_function_that_takes_an_id_takes_who_asks(prove: Prove) -> None:
    asked = 0
    for name, function in functions().items():
        taken = parameters(function)
        if not any(takes_an_id(annotation, one) for one, annotation in taken.items()):
            continue
        asked += 1
        kinds = set(taken.values())
        assert "Desk" in kinds or "Actor" in kinds or name in {**STEPS, **WITHOUT_A_DESK} or name in PLAIN, name
    assert asked > 40
    prove("functions of the services that take an id take a desk, or are one of the listed steps", asked, "functions")


def test_the_listed_steps_take_the_callers_transaction() -> None:
    known = functions()
    for name in STEPS:
        assert "Tx" in parameters(known[name]).values(), name


def test_nothing_of_the_public_takes_an_internal_id(prove: Prove) -> None:
    """What anybody outside can call goes by tokens and numbers that cannot be counted through."""
    known = functions()
    for name in on_a_store():
        for one, annotation in parameters(known[name]).items():
            assert not takes_an_id(annotation, one), name
    prove(
        "functions without a desk go by token, number, address or hash, never by an internal id",
        len(known),
        "looked at",
    )


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every attribute that is called in a file: ('desk.db.transaction', line)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func), node.lineno


def test_a_use_case_opens_its_transaction_through_the_desk_that_checks(prove: Prove) -> None:
    looked = 0
    for path in sorted(SERVICES.rglob("*.py")):
        if path.name == "desk.py":
            continue
        for call, line in calls(path):
            assert not call.endswith(("desk.db.transaction", "desk.db.reading")), f"{path.name}:{line}"
            looked += 1
    prove("no use case opens the store past its desk", looked, "calls")


def test_pages_open_no_transaction_of_their_own(prove: Prove) -> None:
    looked = 0
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for call, line in calls(path):
            assert not call.endswith((".transaction", ".reading")), f"{path.name}:{line}"
            looked += 1
    prove("pages reach the store through the services only", looked, "calls")
