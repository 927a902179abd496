"""The house rules, kept by reading the source: floors, sizes, and how the store is spoken to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted((ROOT / "core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
PRODUCT = [*CORE, *PAGES, ROOT / "app.py"]
MIGRATIONS = sorted((ROOT / "data" / "migrations").glob("*.sql"))
BRANCHES = (ast.If, ast.For, ast.While, ast.AsyncFor, ast.ExceptHandler, ast.IfExp, ast.match_case)
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Who may import whom inside the product. Each floor sees itself and what is listed; see docs/decisions/0001.
BASE = {"model", "errors", "tones"}
FLOORS: dict[str, set[str]] = {
    "model": {"model"},
    "errors": {"model", "errors"},
    "tones": {"model", "errors"},
    "settings": set(),
    "rules": BASE | {"rules"},
    "store": BASE | {"store"},
    "gateways": BASE | {"gateways"},
    "analysts": BASE | {"analysts", "rules"},
    "services": BASE | {"settings", "rules", "store", "gateways", "analysts", "services"},
    "house": BASE | {"settings", "rules", "store", "gateways", "services"},
    "jobs": BASE | {"settings", "rules", "store", "gateways", "services", "jobs", "house"},
    "web": BASE | {"settings", "rules", "store", "gateways", "services", "web", "house"},
    "commands": BASE | {"settings", "rules", "store", "gateways", "services", "jobs", "analysts", "commands", "house"},
    "__main__": {"commands"},
    "pages": BASE | {"services", "house"},
}
ONLY_THERE = {
    "duckdb": ("store", "analysts"),
    "stripe": ("gateways",),
    "smtplib": ("gateways",),
    "fpdf": ("gateways",),
    "streamlit": ("pages", "app"),
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def floor(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "core" else parts[0]


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (dotted name, line) of everything that a file imports, inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def functions(paths: list[Path]) -> Iterator[tuple[Path, Function]]:
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield path, node


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def branches(function: Function) -> int:
    """Count the ways through a function; a function inside it counts for itself."""
    inside = [one for one in ast.walk(function) if one is not function and isinstance(one, Function)]
    inner = {id(node) for one in inside for node in ast.walk(one)}
    return sum(isinstance(node, BRANCHES) for node in ast.walk(function) if id(node) not in inner)


def test_each_floor_imports_only_what_lies_below_it() -> None:
    wrong = []
    for path in [*CORE, *PAGES]:
        own = floor(path)
        if own == "__init__":
            continue
        for name, line in imported(path):
            target = name.split(".")
            if target[0] == "core" and len(target) > 1 and target[1] not in FLOORS[own] | {own}:
                wrong.append(f"{name_of(path)}:{line} imports {name}")
            if target[0] == "pages" and own != "pages":
                wrong.append(f"{name_of(path)}:{line} imports {name}")
    assert wrong == []


def test_no_floor_is_missing_from_the_list() -> None:
    assert {floor(path) for path in [*CORE, *PAGES]} - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("package", ONLY_THERE)
def test_a_package_with_one_home_is_imported_nowhere_else(package: str) -> None:
    homes = ONLY_THERE[package]
    wrong = [
        f"{name_of(path)}:{line}"
        for path in PRODUCT
        for name, line in imported(path)
        if name.split(".")[0] == package and floor(path) not in homes
    ]
    assert wrong == []


def test_rules_know_no_clock_no_chance_and_no_files() -> None:
    forbidden = {
        "random",
        "time",
        "socket",
        "subprocess",
        "pathlib",
        "os",
        "secrets",
        "tempfile",
        "sqlite3",
        "threading",
    }
    clock = {"now", "today", "utcnow"}
    wrong = []
    for path in [one for one in CORE if floor(one) == "rules"]:
        wrong += [f"{name_of(path)}:{line} {name}" for name, line in imported(path) if name.split(".")[0] in forbidden]
        wrong += [
            f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and ((isinstance(node.func, ast.Attribute) and node.func.attr in clock) or is_open(node))
        ]
    assert wrong == []


def test_services_and_pages_do_not_ask_the_clock() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"
        for path in [*PAGES, *(one for one in CORE if floor(one) in ("services", "store"))]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow")
    ]
    assert wrong == []


def test_files_stay_small() -> None:
    assert [f"{name_of(path)}: {lines(path)}" for path in PRODUCT if lines(path) > 300] == []
    assert [
        f"{name_of(path)}: {lines(path)}" for path in PAGES if path.parent.name == "pages" and lines(path) > 120
    ] == []
    assert median(lines(path) for path in PRODUCT) <= 120


def test_functions_stay_short_and_straight() -> None:
    found = list(functions(PRODUCT))
    assert [f"{name_of(path)}:{one.name} {length(one)} lines" for path, one in found if length(one) > 50] == []
    assert [f"{name_of(path)}:{one.name} {branches(one)} branches" for path, one in found if branches(one) > 10] == []
    assert median(length(one) for _, one in found) <= 10


def test_every_column_has_its_meaning_beside_it() -> None:
    assert MIGRATIONS
    bare = []
    for path in MIGRATIONS:
        for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", path.read_text(encoding="utf-8"), re.DOTALL):
            bare += [f"{path.name} {table}: {line.strip()}" for line in body.splitlines() if column_without_words(line)]
    assert bare == []


def column_without_words(line: str) -> bool:
    text = line.strip()
    return bool(re.match(r"[a-z_]+ [A-Z]", text)) and not re.search(r"-- \S", text)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_open(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "open"


def calls(paths: list[Path]) -> Iterator[tuple[Path, ast.Call]]:
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield path, node


def test_results_are_read_to_their_end_and_rows_never_go_in_one_by_one() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno} {called(node)}"
        for path, node in calls(CORE)
        if called(node) in ("fetchone", "fetchmany", "executemany", "fetchnumpy", "fetch_record_batch")
    ]
    assert wrong == []


# Names of tables and columns that a file itself has listed, and conditions that it puts together from literal text and
# named parameters; never anything that came in.
LISTED_NAMES = {
    "core/analysts/publishing.py": {"each.name", "each.select(scope.named)"},
    "core/store/audit.py": {"', '.join(('$' + name for name in names))"},
    "core/store/checks.py": {"sql"},
    "core/store/db.py": {"sql", "name", "quoted"},
    "core/store/identity/conflicts.py": {"sql"},
    "core/store/identity/moving.py": {"one.table", "one.column", "one.key", "one.was", "one.unless", "table"},
    "core/store/imports/completions.py": {"staged"},
    "core/store/imports/matching.py": {"staged"},
    "core/store/imports/staging.py": {"name", "table"},
    "core/store/instance.py": {"name"},
    "core/store/learner_counts.py": {"sql"},
    "core/store/learner_selection.py": {"source", "matching"},
    "core/store/learners.py": {"sql"},
    "core/store/learner_facts.py": {"table"},
    "core/store/migrate.py": {"path.read_text(encoding='utf-8')"},
    "core/store/publication.py": {"quoted", "name"},
    "core/store/orphans.py": {"table", "column", "target", "key_of(target)"},
}


def test_values_reach_sql_as_parameters_only() -> None:
    """An f-string in a statement may hold literal fragments of its own file, and names that the file has listed."""
    wrong = []
    for path, node in calls(CORE):
        if speaks_to_the_store(node):
            wrong += [f"{name_of(path)}:{node.lineno} {bad}" for bad in foreign_parts(path, node.args[0])]
    assert wrong == []


def speaks_to_the_store(node: ast.Call) -> bool:
    verbs = ("query", "first", "value", "execute", "arrow")
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in verbs and node.args):
        return False
    return ast.unparse(node.func.value).split(".")[-1].strip("_") in ("tx", "cursor", "root", "memory", "self", "db")


def test_the_test_above_sees_a_value_in_a_statement() -> None:
    statement = ast.parse("f'SELECT * FROM person WHERE name = {name}'", mode="eval").body
    assert foreign_parts(ROOT / "core" / "store" / "people.py", statement) == ["name"]


def foreign_parts(path: Path, statement: ast.expr) -> list[str]:
    if isinstance(statement, ast.Constant):
        return []
    if not isinstance(statement, ast.JoinedStr):
        return [] if is_fragment(path, statement) else [ast.unparse(statement)]
    parts = [part.value for part in statement.values if isinstance(part, ast.FormattedValue)]
    return [ast.unparse(part) for part in parts if not is_fragment(path, part)]


def is_fragment(path: Path, part: ast.expr) -> bool:
    """Return whether a part of a statement is literal text of this file, or of a module that it imports."""
    if isinstance(part, ast.IfExp):
        return is_fragment(path, part.body) and is_fragment(path, part.orelse)
    text = ast.unparse(part)
    if isinstance(part, ast.Constant) or text in LISTED_NAMES.get(name_of(path), ()):
        return True
    return text in literals(path) or text.split(".")[-1].strip("_").isupper()


@cache
def literals(path: Path) -> frozenset[str]:
    """Return the names that a file sets to literal text and to nothing else."""
    kinds: dict[str, set[bool]] = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    kinds.setdefault(target.id, set()).add(isinstance(node.value, ast.Constant))
    return frozenset(name for name, found in kinds.items() if found == {True})


SHUNNED = re.compile(
    r"\b(QUALIFY|EXCLUDE|GROUP BY ALL|ORDER BY ALL|SEMI JOIN|ANTI JOIN|NOT IN \(\s*SELECT|RETURNING|FOREIGN KEY"
    r"|REFERENCES)\b"
)


def test_sql_is_what_both_engines_speak() -> None:
    wrong = [
        f"{path.name}: {found}" for path in MIGRATIONS for found in SHUNNED.findall(path.read_text(encoding="utf-8"))
    ]
    for path in CORE:
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\b(SELECT|UPDATE|INSERT)\b", node.value)
            ):
                wrong += [f"{name_of(path)}:{node.lineno} {found}" for found in SHUNNED.findall(node.value)]
    assert wrong == []


def test_public_functions_say_what_they_promise() -> None:
    bare = [
        f"{name_of(path)}:{one.name}"
        for path in CORE
        if floor(path) in ("rules", "services", "gateways", "jobs")
        for one in tree(path).body
        if isinstance(one, Function) and not one.name.startswith("_") and not ast.get_docstring(one)
    ]
    assert bare == []


def test_nothing_is_left_for_later() -> None:
    words = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    wrong = [
        f"{name_of(path)}:{number}"
        for path in [*PRODUCT, *(ROOT / "tests").rglob("*.py")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
        or "raise NotImplementedError" in line.split("#")[0].replace('"raise NotImplementedError"', "")
    ]
    assert wrong == []


def test_no_stored_text_is_drawn_as_markdown_by_the_shell() -> None:
    """The words of a notice, of the side bar and of a refusal come from people; only plain text draws them."""
    markdown = ("markdown", "write", "success", "warning", "info")
    parts = [path for path in PAGES if path.name in ("notices.py", "guard.py", "sidebar.py", "shell.py")]
    assert [f"{name_of(path)}:{node.lineno}" for path, node in calls(parts) if called(node) in markdown] == []
