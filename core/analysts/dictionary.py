"""The data dictionary: a page made of the words that also stand beside the columns in the file."""

from __future__ import annotations

from core.analysts.relations import CONTRACT, Relation, relations

_HEAD = f"""# Data dictionary

Every relation of the schema `analytics`, made from data/views by `python -m core.analysts.dictionary`.
Contract {CONTRACT}. Columns marked *with names* are only in files that hold names.
[analysts.md](analysts.md) says how to get at them.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([_HEAD, *(_section(each) for each in relations())])


def _section(each: Relation) -> str:
    kind = "table" if each.is_table else f"macro, a day as its argument `{each.argument}`" if each.argument else "view"
    rows = [
        f"| `{column.name}`{' *with names*' if column.named else ''} | {column.words.replace('|', '/')} |"
        for column in each.columns
    ]
    return "\n".join(
        [f"## {each.name}", "", f"{kind.capitalize()}. {each.words}", "", "| column | |", "| --- | --- |", *rows, ""]
    )


if __name__ == "__main__":
    print(page(), end="")
