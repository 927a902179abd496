"""Every measurement, one after the other, each in a process of its own; the whole round writes docs/bench.md.

`python -m bench NAME…` runs some of them and writes nothing; `--quick` runs small versions, which say only that each
still works.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "bench.md"
RUN = "import json, sys; from bench.{name} import measure; print(json.dumps(measure(**json.loads(sys.argv[1]))))"
HEADINGS = ("what", "floor", "ours", "ratio", "goal", "met")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one module measured; no rows: it broke."""

    name: str
    words: str
    rows: list[dict[str, Any]]


def names() -> list[str]:
    """Return the modules that measure something."""
    return [path.stem for path in sorted(HERE.glob("*.py")) if "\ndef measure(" in path.read_text(encoding="utf-8")]


def words_of(name: str) -> str:
    """Return what a module says of itself."""
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    return ast.get_docstring(tree) or name


def small(name: str) -> dict[str, Any]:
    """Return what makes a measurement quick: the module's QUICK, else a five-hundredth of its first number."""
    module = import_module(f"bench.{name}")
    if hasattr(module, "QUICK"):
        return dict(module.QUICK)
    first = next(iter(inspect.signature(module.measure).parameters.values()))
    return {first.name: max(first.default // 500, 50)}


def run(name: str, *, quick: bool) -> Measured:
    """Run one measurement in a process of its own, so that none inherits the memory or the caches of another."""
    print(f"— {name}", file=sys.stderr, flush=True)
    chosen = json.dumps(small(name) if quick else {})
    program = [sys.executable, "-c", RUN.format(name=name), chosen]
    done = subprocess.run(program, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    rows = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else []
    return Measured(name, words_of(name), rows)


def met(row: dict[str, Any]) -> str:
    """Return whether a row meets its goal: the ratio, or a limit of its own for ours; – where there is neither."""
    if row.get("limit") is not None:
        return "yes" if row["ours"] <= row["limit"] else "no"
    if row["goal"] is None or row["ratio"] is None:
        return "–"
    return "yes" if row["ratio"] <= row["goal"] else "no"


def line(row: dict[str, Any]) -> str:
    """Return a row of the table."""
    unit = row["unit"]
    floor = "–" if row["floor"] is None else f"{row['floor']:,} {unit}"
    limit = row.get("limit")
    goal = f"{limit:,} {unit}" if limit is not None else "–" if row["goal"] is None else f"≤ {row['goal']}"
    ratio = "–" if row["ratio"] is None else f"{row['ratio']}"
    return f"| {row['name']} | {floor} | {row['ours']:,} {unit} | {ratio} | {goal} | {met(row)} |"


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a table."""
    if not rows:
        return "This measurement broke."
    head = f"| {' | '.join(HEADINGS)} |\n| --- | ---: | ---: | ---: | ---: | --- |"
    return "\n".join([head, *map(line, rows)])


def machine() -> str:
    """Return on what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("duckdb", "streamlit"))
    return (
        f"{os.cpu_count()} shared cores ({platform.machine()}), {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, {versions}; {os.getloadavg()[1]:.1f} processes were waiting for a core "
        "when the round began"
    )


def page(measured: list[Measured], began: datetime, where: str) -> str:
    """Return docs/bench.md."""
    every = [row for each in measured for row in each.rows]
    goals = [met(row) for row in every if met(row) != "–"]
    parts = [
        "# Measurements",
        f"`make bench` wrote this page on {began:%d %B %Y}, on {where}.",
        "The floor is the same job done by hand, with nothing that the job does not need. Ours is what the product "
        "does: all checks, the audit, the records that undo needs. A goal is the highest ratio of ours to the floor "
        "that is accepted, or a limit for ours; what has no rival carries its limit as the floor. Times are the best "
        "of several rounds in which both sides take turns, but for clicks, where they are medians. On a busy machine "
        "trust ratios more than digits.",
        f"{goals.count('yes')} of {len(goals)} goals are met.",
    ]
    for each in measured:
        parts += [f"## {each.name}", each.words, table(each.rows)]
    return "\n\n".join(parts) + "\n"


def main(words: list[str]) -> int:
    """Run what was asked for, or everything; return how many measurements broke."""
    quick = "--quick" in words
    asked = [word for word in words if not word.startswith("--")]
    began, where = datetime.now(UTC), machine()
    measured = [run(name, quick=quick) for name in asked or names()]
    for each in measured:
        print(f"{each.name}\n{table(each.rows)}\n", flush=True)
    if not quick and not asked:
        PAGE.write_text(page(measured, began, where), encoding="utf-8")
    return sum(not each.rows for each in measured)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
