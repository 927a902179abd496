"""The weekly look-ahead to staff: who falls due, what will be assigned by itself, and every date set by hand."""

from __future__ import annotations

from core.model import OrgId, Role
from core.rules.reminder_words import people_words
from core.rules.words import day_words
from core.services.desk import Desk
from core.services.look_ahead import Ahead, look
from core.store import look_ahead, organisation_settings, outbox
from core.store.db import Tx
from core.store.outbox import NewMail

NAME = "look_ahead"


def tell(desk: Desk, tx: Tx) -> dict[str, int]:
    """Queue the look-ahead to each member of staff, and note the dates by hand that it lists; return how many.

    Automation touches a date set by hand only after it was listed. Nothing ahead: no mail.
    """
    org, on = desk.actor.org_id, desk.today
    found = look(desk, tx)
    listed = look_ahead.note_listed(tx, org, on)
    mails = _mails(tx, org, found) if found.people or found.by_hand else []
    return {"people": found.people, "listed": listed, "mails": outbox.queue(tx, mails, desk.now)}


def _mails(tx: Tx, org: OrgId, found: Ahead) -> list[NewMail]:
    words = {
        "people": people_words(found.people),
        "until_on": found.until.isoformat(),
        "courses_lines": _course_lines(found),
        "by_hand_lines": _manual_lines(found),
    }
    return [
        NewMail(
            org_id=org,
            dedupe_key=f"look_ahead:{org}:{each.person_id}:{found.on}",
            kind="look_ahead",
            to_address=each.address,
            to_name=each.name,
            person_id=each.person_id,
            parameters={"name": each.name, **words},
        )
        for each in organisation_settings.members(tx, org)
        if each.role is Role.STAFF
    ]


def _course_lines(found: Ahead) -> list[str]:
    how = {True: "assigned by itself", False: "assigned by you"}
    lines = [f"{each.title}: {people_words(each.people)}, {how[each.automatic]}" for each in found.courses]
    return lines or ["None."]


def _manual_lines(found: Ahead) -> list[str]:
    lines = [f"{each.name}: {each.title}, {day_words(each.recertify_on)}" for each in found.by_hand]
    more = found.by_hand_total - len(lines)
    return [*lines, f"and {more:,} more"] if more else lines or ["None."]
