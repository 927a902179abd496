"""The dictionary: no column without words, the page as the file says, and names that stay."""

from __future__ import annotations

from core.analysts import dictionary
from core.analysts.relations import CONTRACT, relations
from core.settings import ROOT
from tests.analysts.conftest import Press
from tests.analysts.names import NAMES


def test_every_relation_and_column_of_a_file_says_what_it_is(press: Press) -> None:
    for named in (False, True):
        bare = press.ask(
            """
            SELECT table_name || '.' || column_name
              FROM duckdb_columns()
             WHERE schema_name = 'analytics' AND comment IS NULL
             UNION ALL
            SELECT table_name FROM duckdb_tables() WHERE schema_name = 'analytics' AND comment IS NULL
             UNION ALL
            SELECT view_name FROM duckdb_views() WHERE schema_name = 'analytics' AND comment IS NULL
             UNION ALL
            SELECT function_name FROM duckdb_functions() WHERE schema_name = 'analytics' AND comment IS NULL
            """,
            "harbour",
            named=named,
        )
        assert bare == []


def test_a_file_holds_the_documented_columns_in_their_order_and_no_other(press: Press) -> None:
    for named in (False, True):
        found: dict[str, list[str]] = {}
        for table, column in press.ask(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE schema_name = 'analytics' ORDER BY 1, column_index",
            named=named,
        ):
            found.setdefault(str(table), []).append(str(column))
        wanted = {each.name: [one.name for one in each.shown(named)] for each in relations() if not each.argument}
        assert found == wanted


def test_the_macro_gives_the_documented_columns(press: Press) -> None:
    macro = next(each for each in relations() if each.argument)
    described = press.ask(f"DESCRIBE FROM analytics.{macro.name}(DATE '2026-01-01')", "harbour")
    assert [row[0] for row in described] == [one.name for one in macro.columns]


def test_the_page_is_what_the_files_say() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == dictionary.page()


def test_no_name_is_gone_without_a_new_contract() -> None:
    """Whoever changes `names.py` other than by adding to it breaks analysts' queries: raise CONTRACT and say so."""
    known = {each.name: [one.name for one in each.columns] for each in relations()}
    for relation, columns in NAMES[CONTRACT].items():
        assert relation in known, f"{relation} is gone"
        assert [one for one in columns if one not in known[relation]] == [], relation


def test_every_name_is_promised() -> None:
    assert {each.name: [one.name for one in each.columns] for each in relations()} == NAMES[CONTRACT]
