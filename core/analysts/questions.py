"""Questions that people ask of the published file, each one statement over its documented relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "memory_limit": "256MB",
    "autoinstall_known_extensions": "false",
    "enable_external_access": "false",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A statement, and how its answer is shown: columns with their headings, and what a bar stands for.

    `along` is the column of the bars' places, `by` that of their colours (None: one colour), `measure` their length.
    `money` names columns of minor units beside a column `currency`.
    """

    title: str
    words: str
    headings: tuple[tuple[str, str], ...]
    along: str
    by: str | None
    measure: str
    sql: str
    money: tuple[str, ...] = ()


QUESTIONS: dict[str, Question] = {
    "issued": Question(
        "Issued by month and course",
        "Certificates by the month of issue; what was withdrawn is left out.",
        (("month", "Month"), ("code", "Course"), ("title", "Title"), ("certificates", "Certificates")),
        "month",
        "code",
        "certificates",
        """
        SELECT month, code, title, CAST(sum(certificates) AS BIGINT) AS certificates
          FROM analytics.certificates_by_month
         WHERE month BETWEEN $since AND $until
           AND (len(CAST($courses AS VARCHAR[])) = 0 OR list_contains(CAST($courses AS VARCHAR[]), code))
         GROUP BY month, code, title
         ORDER BY month, code
        """,
    ),
    "reasons": Question(
        "Reasons for Inactive",
        "Why participants of workshops in these months could not be certified; whoever lacks two things counts twice.",
        (("reason", "Reason"), ("requires", "Prerequisite"), ("code", "Course"), ("participants", "Participants")),
        "reason",
        "code",
        "participants",
        """
        SELECT reason, coalesce(requires, '') AS requires, code, CAST(sum(participants) AS BIGINT) AS participants
          FROM analytics.eligibility_reasons
         WHERE status = 'Inactive'
           AND month BETWEEN $since AND $until
           AND (len(CAST($courses AS VARCHAR[])) = 0 OR list_contains(CAST($courses AS VARCHAR[]), code))
         GROUP BY reason, requires, code
         ORDER BY participants DESC, reason, requires, code
        """,
    ),
    "passing": Question(
        "From roster to certificate",
        "Rows of rosters of workshops in these months, and how far each came.",
        (("step", "Step"), ("code", "Course"), ("participants", "Participants")),
        "step",
        "code",
        "participants",
        """
        SELECT f.step, k.code, CAST(sum(f.participants) AS BIGINT) AS participants
          FROM (SELECT 1 AS place, 'On a roster' AS step, course, held_on, 1 AS participants
                  FROM analytics.standings
                 UNION ALL
                SELECT 2, 'Not inactive, or ordered', course, held_on, 1
                  FROM analytics.standings
                 WHERE status <> 'Inactive' OR ordered
                 UNION ALL
                SELECT 3, 'Ordered', course, held_on, 1
                  FROM analytics.standings
                 WHERE ordered
                 UNION ALL
                SELECT 4, 'Issued', c.course, w.held_on, 1
                  FROM analytics.certificates AS c
                  JOIN analytics.workshops AS w
                    ON w.workshop = c.workshop
                 WHERE c.state NOT IN ('offered', 'withdrawn')) AS f
          JOIN analytics.courses AS k
            ON k.course = f.course
         WHERE date_trunc('month', f.held_on) BETWEEN $since AND $until
           AND (len(CAST($courses AS VARCHAR[])) = 0 OR list_contains(CAST($courses AS VARCHAR[]), k.code))
         GROUP BY f.place, f.step, k.code
         ORDER BY f.place, k.code
        """,
    ),
    "due": Question(
        "People by list",
        "Where people stand in each family of courses on the day of this version, archived people left out. "
        "Months do not matter here.",
        (("list", "List"), ("family", "Family"), ("people", "People")),
        "list",
        "family",
        "people",
        """
        SELECT list, family, CAST(sum(people) AS BIGINT) AS people
          FROM analytics.recertification_pipeline
         WHERE list <> 'archived'
           AND (len(CAST($courses AS VARCHAR[])) = 0
                OR family IN (SELECT family
                                FROM analytics.courses
                               WHERE list_contains(CAST($courses AS VARCHAR[]), code)))
         GROUP BY list, family
         ORDER BY list, family
        """,
    ),
    "ahead": Question(
        "Due in the coming months",
        "People by the month of their due or recertification date, as many months ahead as are chosen, archived "
        "people left out.",
        (("month", "Month"), ("family", "Family"), ("people", "People")),
        "month",
        "family",
        "people",
        """
        SELECT month, family, CAST(sum(people) AS BIGINT) AS people
          FROM analytics.recertification_pipeline
         WHERE list <> 'archived'
           AND month BETWEEN date_trunc('month', CAST($until AS DATE)) AND $ahead
           AND (len(CAST($courses AS VARCHAR[])) = 0
                OR family IN (SELECT family
                                FROM analytics.courses
                               WHERE list_contains(CAST($courses AS VARCHAR[]), code)))
         GROUP BY month, family
         ORDER BY month, family
        """,
    ),
    "revenue": Question(
        "Revenue by month and course",
        "What was ordered, and how much of it stands on paid orders; cancelled orders are left out.",
        (
            ("month", "Month"),
            ("code", "Course"),
            ("certificates", "Certificates"),
            ("ordered_minor", "Ordered"),
            ("settled_minor", "Paid"),
            ("currency", "Currency"),
        ),
        "month",
        "code",
        "ordered_minor",
        """
        SELECT month, code, CAST(sum(certificates) AS BIGINT) AS certificates,
               CAST(sum(ordered_minor) AS BIGINT) AS ordered_minor,
               CAST(sum(settled_minor) AS BIGINT) AS settled_minor, currency
          FROM analytics.revenue_by_course_and_month
         WHERE month BETWEEN $since AND $until
           AND (len(CAST($courses AS VARCHAR[])) = 0 OR list_contains(CAST($courses AS VARCHAR[]), code))
         GROUP BY month, code, currency
         ORDER BY month, code, currency
        """,
        ("ordered_minor", "settled_minor"),
    ),
    "ageing": Question(
        "What is owed, by age",
        "Orders that are not paid, by how long their invoice has been due. Months and courses do not matter here.",
        (("age", "Age"), ("orders", "Orders"), ("owed_minor", "Owed"), ("currency", "Currency")),
        "age",
        None,
        "owed_minor",
        """
        SELECT age, count(*) AS orders, CAST(sum(owed_minor) AS BIGINT) AS owed_minor, currency
          FROM (SELECT CASE
                           WHEN o.due_on IS NULL OR o.due_on >= b.today THEN 1
                           WHEN o.due_on >= b.today - 30 THEN 2
                           WHEN o.due_on >= b.today - 90 THEN 3
                           ELSE 4
                       END AS place,
                       CASE
                           WHEN o.due_on IS NULL OR o.due_on >= b.today THEN 'Not due yet'
                           WHEN o.due_on >= b.today - 30 THEN '1 to 30 days'
                           WHEN o.due_on >= b.today - 90 THEN '31 to 90 days'
                           ELSE 'More than 90 days'
                       END AS age,
                       o.total_minor - o.paid_minor AS owed_minor, o.currency
                  FROM analytics.orders AS o
                  JOIN analytics.organisations AS b
                    ON b.organisation = o.organisation
                 WHERE o.state IN ('open', 'awaiting_payment', 'invoiced')) AS owed
         GROUP BY place, age, currency
         ORDER BY place, currency
        """,
        ("owed_minor",),
    ),
    "instructors": Question(
        "Instructors' activity",
        "Workshops in these months, by instructor; cancelled ones are left out. Courses do not matter here.",
        (
            ("instructor", "Instructor"),
            ("workshops", "Workshops"),
            ("participants", "Participants"),
            ("issued", "Issued"),
            ("newest", "Newest workshop in"),
        ),
        "instructor",
        None,
        "participants",
        """
        SELECT CAST(instructor AS VARCHAR) AS instructor, count(*) AS workshops,
               CAST(sum(participants) AS BIGINT) AS participants, CAST(sum(issued) AS BIGINT) AS issued,
               CAST(date_trunc('month', max(held_on)) AS DATE) AS newest
          FROM analytics.workshops
         WHERE state <> 'cancelled'
           AND date_trunc('month', held_on) BETWEEN $since AND $until
         GROUP BY instructor
         ORDER BY participants DESC, instructor
         LIMIT 100
        """,
    ),
    "credits": Question(
        "Credits by category",
        "CEU credits for attendance in these months, by what became of them. Courses do not matter here.",
        (("category", "Category"), ("outcome", "Outcome"), ("credits", "Credits"), ("hours", "Hours")),
        "category",
        "outcome",
        "credits",
        """
        SELECT coalesce(k.category, 'None') AS category, c.state AS outcome, count(*) AS credits, sum(c.hours) AS hours
          FROM analytics.credits AS c
          JOIN analytics.ceu_courses AS k
            ON k.ceu_course = c.ceu_course
         WHERE date_trunc('month', c.attended_on) BETWEEN $since AND $until
           AND c.state <> 'readdressed'
         GROUP BY 1, 2
         ORDER BY 1, 2
        """,
    ),
}


def ask(
    file: Path, question: Question, since: date, until: date, ahead: date, courses: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return the answer of a published file: months from that of `since` to that of `until`; no courses: all.

    What looks ahead looks from the month of `until` to that of `ahead`.
    """
    filters = {"since": since.replace(day=1), "until": until, "ahead": ahead, "courses": list(courses)}
    named = {name: value for name, value in filters.items() if f"${name}" in question.sql}
    with duckdb.connect(str(file), read_only=True, config=CONFIG) as own:
        return own.execute(question.sql, named).fetchall()


def courses_in(file: Path) -> list[tuple[str, str]]:
    """Return (code, title) of every course in a published file."""
    with duckdb.connect(str(file), read_only=True, config=CONFIG) as own:
        return own.execute("SELECT code, title FROM analytics.courses ORDER BY code").fetchall()
