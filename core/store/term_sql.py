"""Terms for whole tables: the set-based twin of core/rules/dates, equal day for day and word for word.

`STEPS` are common table expressions from `earning` (a table, or an expression before them) to `clamped`, which keeps
every column of `earning` and adds `starts_on`; over `clamped`, `ENDS` is the last day and `BECAUSE` the words.
"""

from __future__ import annotations

from core.store.db import Tx


def earn(tx: Tx) -> None:
    """Make the temporary table `earned` from `earning`, which the caller has made.

    earning: key, completed, called, months, rule, fixed_day, min_active_months, anchor, window_days,
    previous_end (before any extension), extended_to, assigned
    earned: key, starts_on, valid_through (NULL: never ends), because
    """
    tx.execute(f"""
        CREATE OR REPLACE TEMP TABLE earned AS
        WITH {STEPS}
        SELECT key, starts_on, {ENDS} AS valid_through, {BECAUSE} AS because
          FROM clamped
    """)


def _day_words(day: str) -> str:
    """Return the SQL that writes a day as 10 Feb 2026."""
    return (
        f"extract(day FROM {day}) || ' ' || "
        f"substr('JanFebMarAprMayJunJulAugSepOctNovDec', CAST(3 * extract(month FROM {day}) - 2 AS INTEGER), 3) || "
        f"' ' || extract(year FROM {day})"
    )


STEPS = """
    ruled AS (
        SELECT *,
               CASE
                   WHEN anchor = 'assignment' AND assigned IS NOT NULL THEN 'assignment'
                   WHEN anchor = 'carry_forward'
                    AND previous_end IS NOT NULL
                    AND completed >= coalesce(extended_to, previous_end) - CAST(window_days AS INTEGER)
                    AND completed <= coalesce(extended_to, previous_end)
                   THEN 'carry_forward'
                   ELSE 'completion'
               END AS applied
          FROM earning
    ), anchored AS (
        SELECT *,
               CASE applied
                   WHEN 'assignment' THEN assigned
                   WHEN 'carry_forward' THEN previous_end + 1
                   ELSE completed
               END AS starts_on,
               CASE
                   WHEN applied = 'assignment' THEN assigned
                   WHEN applied = 'carry_forward' AND rule = 'same_day' THEN previous_end
                   WHEN applied = 'carry_forward' THEN previous_end + 1
                   ELSE completed
               END AS counted_from
          FROM ruled
    ), reached AS (
        SELECT *,
               CAST(counted_from + months * INTERVAL '1 month' AS DATE) AS same_day,
               CAST(counted_from + min_active_months * INTERVAL '1 month' AS DATE) AS earliest,
               CAST(substr(fixed_day, 1, 2) AS INTEGER) AS fixed_month,
               CAST(substr(fixed_day, 4, 2) AS INTEGER) AS fixed_day_of_month
          FROM anchored
    ), fixed AS (
        SELECT *,
               CAST(make_date(CAST(extract(year FROM earliest) AS INTEGER), fixed_month, 1) AS DATE) AS month_this_year,
               CAST(make_date(CAST(extract(year FROM earliest) + 1 AS INTEGER), fixed_month, 1) AS DATE)
                   AS month_next_year
          FROM reached
    ), clamped AS (
        SELECT *,
               least(month_this_year + (fixed_day_of_month - 1),
                     CAST(month_this_year + INTERVAL '1 month' AS DATE) - 1) AS this_year,
               least(month_next_year + (fixed_day_of_month - 1),
                     CAST(month_next_year + INTERVAL '1 month' AS DATE) - 1) AS next_year
          FROM fixed
    )
"""

ENDS = """
           CASE
               WHEN rule = 'fixed_day' AND this_year >= earliest THEN this_year
               WHEN rule = 'fixed_day' THEN next_year
               WHEN months IS NULL THEN NULL
               WHEN rule = 'day_before' THEN same_day - 1
               WHEN rule = 'end_of_month'
               THEN CAST(date_trunc('month', same_day) + INTERVAL '1 month' AS DATE) - 1
               ELSE same_day
           END
"""

BECAUSE = f"""
           CASE applied
               WHEN 'carry_forward' THEN 'carried forward from '
               WHEN 'assignment' THEN 'assigned '
               ELSE called || ' '
           END
           || {_day_words("counted_from")}
           || CASE
                  WHEN applied = 'carry_forward' AND extended_to IS NOT NULL THEN ' (the end before the extension)'
                  ELSE ''
              END
           || CASE
                  WHEN rule = 'fixed_day'
                  THEN CASE min_active_months
                           WHEN 0 THEN ''
                           WHEN 1 THEN ' + 1 month'
                           ELSE ' + ' || min_active_months || ' months'
                       END
                       || ', the first ' || fixed_day_of_month || ' '
                       || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * fixed_month - 2, 3)
                       || ' from then on'
                  WHEN months IS NULL THEN ', never expires'
                  ELSE ' + ' || CASE months WHEN 1 THEN '1 month' ELSE months || ' months' END
                       || CASE rule
                              WHEN 'day_before' THEN ', day before'
                              WHEN 'end_of_month' THEN ', end of month'
                              ELSE ', same day'
                          END
              END
"""
