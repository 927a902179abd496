"""The public functions of every service, as they are now: found, not listed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from core.settings import ROOT

SERVICES = ROOT / "core" / "services"


def functions() -> dict[str, Callable[..., Any]]:
    """Return every public function of the services by its name: 'rosters.edit'."""
    found: dict[str, Callable[..., Any]] = {}
    for path in sorted(SERVICES.rglob("*.py")):
        name = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        module = importlib.import_module(f"core.services.{name}")
        for own, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not own.startswith("_"):
                found[f"{name}.{own}"] = value
    return found


def parameters(function: Callable[..., Any]) -> dict[str, str]:
    """Return the names of a function's parameters with their annotations as text."""
    return {name: str(one.annotation) for name, one in inspect.signature(function).parameters.items()}


def use_cases() -> Iterator[str]:
    """Yield the functions that act for somebody: they take a desk, and no transaction of somebody else's."""
    for name, function in functions().items():
        taken = set(parameters(function).values())
        if "Desk" in taken and "Tx" not in taken:
            yield name


def on_a_store() -> Iterator[str]:
    """Yield the functions that take a store, or the path of one, without a desk."""
    for name, function in functions().items():
        taken = set(parameters(function).values())
        if taken & {"Db", "Path"} and "Desk" not in taken:
            yield name
