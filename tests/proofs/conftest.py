"""Every test here is a proof: what it proved, and how often, goes into the table of docs/proofs.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.proofs.measure import Prove
from tests.services.scenes import Scene, harbour_scene


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/proofs/" in item.path.as_posix():
            item.add_marker("proof")


@pytest.fixture
def prove(record_property: Callable[[str, object], None]) -> Prove:
    """Note what was proved, how many times, and what one time is; `make proofs` writes the table from it."""

    def noted(what: str, times: int, unit: str) -> None:
        record_property("proved", what)
        record_property("times", f"{times:,} {unit}")

    return noted


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Harbour with two courses and Ana, who may be certified."""
    return harbour_scene(cast)
