"""What ran on which day of an organisation: the record by which two schedulers at once do nothing twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from core.model import OrgId
from core.store.db import Tx


def ran(tx: Tx, org: OrgId, job: str, day: date) -> bool:
    """Return whether a job has run for a day of an organisation."""
    found = tx.query(
        """
        SELECT 1
          FROM job_day
         WHERE org_id = $org
           AND job = $job
           AND day_on = $day
        """,
        org=org,
        job=job,
        day=day,
    )
    return bool(found)


def ran_since(tx: Tx, day: date) -> set[tuple[int, str, date]]:
    """Return (organisation, job, day) of everything that has run for a day from this one on."""
    rows = tx.query("SELECT org_id, job, day_on FROM job_day WHERE day_on >= $day", day=day)
    return {(int(row[0]), row[1], row[2]) for row in rows}


def newest_before(tx: Tx, org: OrgId, job: str, day: date) -> date | None:
    """Return the last day before this one for which a job has run, None when there is none."""
    found: date | None = tx.value(
        """
        SELECT max(day_on)
          FROM job_day
         WHERE org_id = $org
           AND job = $job
           AND day_on < $day
        """,
        org=org,
        job=job,
        day=day,
    )
    return found


def record(tx: Tx, org: OrgId, job: str, day: date, counts: Mapping[str, int], now: datetime) -> None:
    """Record that a job has run for a day. A second record of the same is refused by its key."""
    tx.execute(
        """
        INSERT INTO job_day (org_id, job, day_on, counts, made_at)
        VALUES ($org, $job, $day, $counts, $now)
        """,
        org=org,
        job=job,
        day=day,
        counts=json.dumps(counts, sort_keys=True),
        now=now,
    )
