"""What every test may ask for: the cast in a fresh store, desks, and a house for pages and routes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from core import house
from core.house import House
from tests.cast import Cast, DeskOf, make_store, open_cast

hypothesis.settings.register_profile("house", deadline=None, derandomize=True)  # a busy machine is no defect
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the cast, made once and copied for each test."""
    path = tmp_path_factory.mktemp("cast") / "filled.duckdb"
    make_store(path)
    return path


@pytest.fixture
def cast(tmp_path: Path, filled_store: Path) -> Iterator[Cast]:
    """Andrea, Ben, Olga, Ravi, Mei of Harbour and Nils of Northern, in a store of their own."""
    people = open_cast(tmp_path, filled_store)
    yield people
    people.db.close()


@pytest.fixture
def desk_of(cast: Cast) -> DeskOf:
    """The desk of somebody of the cast."""
    return cast.desk_of


@pytest.fixture
def home(cast: Cast) -> Iterator[House]:
    """The current house, around the cast's store."""
    built = cast.house()
    house.enter(built)
    yield built
    house.leave()


@pytest.fixture(autouse=True)
def _main_stays_main() -> Iterator[None]:
    """Streamlit leaves its script as the process's main module, and processes that a later test forks would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
