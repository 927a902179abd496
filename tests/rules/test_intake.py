"""Lists as people send them, read into rows and problems."""

from __future__ import annotations

from core.rules.intake import read

ROSTER = "First name,Last name,E-mail\nOlga,Berg,Olga.Berg@Example.org\nMei,Tanaka,mei@example.org\n"


def test_a_plain_roster_is_read_with_its_lines() -> None:
    found = read(ROSTER.encode(), "roster.csv", "roster")
    assert [tuple(row) for row in found.rows] == [
        (2, "Olga", "Berg", "olga.berg@example.org", ()),
        (3, "Mei", "Tanaka", "mei@example.org", ()),
    ]
    assert found.problems == []
    assert found.detected.columns == {"first_name": "First name", "last_name": "Last name", "email": "E-mail"}
