"""The demo's credits: a posting that people have answered or not, and a messy list that waits to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.rules import tokens
from core.services.credits import answering, entering, managing, posting
from core.services.credits.entering import Entry
from core.services.credits.managing import CreditFilter
from core.services.desk import Desk

ATTENDED = (
    "amelie.durand@portclinic.example.org",
    "kwame.mensah@portclinic.example.org",
    "chiara.conti@portclinic.example.org",
    "mei.tanaka@clinic.example.com",
    "thandiwe.dlamini@bayvet.example.com",
    "petra.lange@havenmail.example.org",
    "tuan.nguyen@nordkai.example.com",
)
ACCEPTED = (
    ("amelie.durand@portclinic.example.org", "harbour"),
    ("kwame.mensah@portclinic.example.org", "harbour"),
    ("thandiwe.dlamini@bayvet.example.com", "northern"),
)
REJECTED = ("chiara.conti@portclinic.example.org", "I was ill on that day and did not come.")
WAITING = """Attendance of the autumn evenings;;;
Course;E-Mail;Hours;Attended on
HRC-{year}-102;lukasz.nowak@nordkai.example.com;;{day}
HRC-{year}-102;ingrid.dahl@fjordvakt.example.net;1;{day}
hrc-{year}-102;Lukasz.Nowak@nordkai.example.com;;{day}
HRC-{year}-103;fang.wang@nordkai.example.com;;{day}
HRC-{year}-103;nadia.haddad@portclinic.example.org;;{day}
HRC-{year}-101;mei.tanaka@clinic.example.com;;{day}
HRC-{year}-101;amelie.durand@portclinic.example.org;;{day}
HRC-{before}-102;siobhan.obrien@lifeboat.example.org;;{day}
HRC-{year}-132;g.papadopoulos@medschool.example.org;;{day}
NVB-{year}-11;hannah.schaefer@nordkai.example.com;;{day}
HRC-{year}-1O3;yuki.sato@nordkai.example.com;;{day}
HRC-{year}-103;kaito.mori@bayvet.example.com;;{day}
HRC-{year}-103;nobody.new@havenmail.example.org;;{day}
HRC-{year}-103;jonas.weber@nordkai.exmaple.com;;{day}
HRC-{year}-103;sofia.hernandez@@salvamar.example.net;;{day}
"""


def posted(desk: Desk) -> None:
    """Credit an evening of some weeks ago; three accept, one rejects, the others have not answered."""
    before = replace(desk, now=desk.now - timedelta(days=25), today=_within(desk, 25))
    code = f"HRC-{desk.today.year}-101"
    draft = entering.keep_entries(before, [Entry(code, address, None, before.today) for address in ATTENDED])
    posting.confirm(before, draft, posting.preview(before, draft).hash)
    for hours, (address, slug) in enumerate(ACCEPTED, 20):
        credit = _credit(desk, address)
        when = before.now + timedelta(hours=hours)
        answering.accept(desk.db, desk.secret, _token(desk, credit), [credit], slug, when)
    address, reason = REJECTED
    credit = _credit(desk, address)
    answering.reject(desk.db, desk.secret, _token(desk, credit), [credit], reason, before.now + timedelta(hours=30))


def waiting(desk: Desk) -> None:
    """Leave a list with something of everything: six classes, all flags, last year's id, a slip in an address."""
    year, day = desk.today.year, _within(desk, 1)
    content = WAITING.format(year=year, before=year - 1, day=day)
    entering.keep_file(desk, content.encode(), "autumn-evenings.csv")


def _within(desk: Desk, days_ago: int) -> date:
    """Return a day so long ago, or the first of the year: what is approved is so for the year."""
    return max(date(desk.today.year, 1, 1), desk.today - timedelta(days=days_ago))


def _credit(desk: Desk, address: str) -> int:
    return managing.page(desk, CreditFilter(text=address))[0].credit_id


def _token(desk: Desk, credit: int) -> str:
    return tokens.keyed(desk.secret, answering.PURPOSE, credit)
