"""Whatever a name, subject or text holds, the bytes that leave hold the headers we mean and no other."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.gateways import letter, mime
from core.gateways.letter import LetterParagraph
from core.gateways.mime import Attachment, OutgoingMail, UnsafeHeader
from core.rules.mail_wording import header_safe, one_line

NOW = datetime(2026, 3, 2, 9, 0)
MAIL = OutgoingMail(
    mail_id=7,
    kind="certificate_offered",
    message_id=mime.message_id(7, "offered:1:1", "desk@certdesk.example.org"),
    sender_name="Harbour Rescue Council",
    sender="desk@certdesk.example.org",
    reply_to="office@harbour.example.org",
    to_name="Mei Tanaka",
    to_address="mei@clinic.example.com",
    subject="Your certificates are ready",
    text="Hello Mei,\n\nfrom 1 to 2: = ü.\n",
    html="<p>Hello Mei</p>",
)
HOSTILE = [
    "Mei\r\nBcc: everybody@evil.example.net",
    "Mei\nBcc: everybody@evil.example.net",
    "Mei\rBcc: everybody@evil.example.net",
    "=?utf-8?q?x=0ABcc:_everybody@evil.example.net?=",
    "=?utf-8?b?eA0KQmNjOiBldmVyeWJvZHlAZXZpbC5leGFtcGxlLm5ldA==?=",
    "=?=?utf-8?q?x=0ABcc:_everybody@evil.example.net?=?=",
    "Ann, Bob <bob@evil.example.net>",
    'Mei" <bob@evil.example.net>, "',
    "Mei\x00\x0b\x0c\x1c\x85\u2028\u2029Bcc: everybody@evil.example.net",
    "\u202egro.elpmaxe@ieM",
    "Mei " * 200,
    "梅 田中 😀 José",
]


def headers_of(content: bytes) -> list[str]:
    """Return the header names as the most tolerant reader finds them: any line end, up to the first empty line."""
    names = []
    for line in re.split(rb"\r\n|\r|\n", content):
        if not line:
            return names
        if not line.startswith((b" ", b"\t")):
            names.append(line.partition(b":")[0].decode().lower())
    raise AssertionError("no empty line ends the headers")


def parsed(mail: OutgoingMail) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(mime.as_bytes(mail, NOW), policy=default))


def recipient_name(mail: OutgoingMail) -> str:
    """Return the recipient's name; the newer reader puts a space between two encoded words, against RFC 2047."""
    name, _ = parseaddr(str(message_from_bytes(mime.as_bytes(mail, NOW))["To"]))
    return str(make_header(decode_header(name)))


def part(mail: OutgoingMail, subtype: str) -> str:
    found = parsed(mail).get_body((subtype,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


EXPECTED = ["from", "reply-to", "subject", "auto-submitted", "to", "date", "message-id", "mime-version", "content-type"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_becomes_a_header_or_a_second_recipient(name: str) -> None:
    safe = header_safe(name)[:100].strip()
    mail = replace(MAIL, to_name=safe, sender_name=safe, subject=safe)
    assert headers_of(mime.as_bytes(mail, NOW)) == EXPECTED
    recipients = parsed(mail)["To"].addresses
    assert [address.addr_spec for address in recipients] == ["mei@clinic.example.com"]
    assert recipient_name(mail) == safe


def test_the_last_check_stops_what_the_cleaning_would_have_taken_away() -> None:
    """The control: the cleaning is no ornament."""
    for hostile in ("x\nBcc: everybody@evil.example.net", "x\r\n\r\nBody"):
        for mail in (replace(MAIL, to_name=hostile), replace(MAIL, subject=hostile)):
            with pytest.raises(UnsafeHeader):
                mime.as_bytes(mail, NOW)


@pytest.mark.parametrize("address", ["a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "a@b.org> <c@d.org", "a;c@b.org"])
def test_an_address_that_would_be_two_never_leaves(address: str) -> None:
    with pytest.raises(UnsafeHeader):
        mime.as_bytes(replace(MAIL, to_address=address), NOW)


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: x\r\nBcc: everybody@evil.example.net",
        b"Subject: x\nBcc: everybody@evil.example.net",
        b"Subject: x\rX-Other: y",
        b"Subject: x\r\n\r\nBody",
        b"Subject: x\r\n \r\nBcc: y",
        b"Subject: x\0",
        b"To: mei@clinic.example.com\r\nTo: everybody@evil.example.net",
        b"",
    ],
)
def test_a_header_that_nobody_meant_never_leaves(head: bytes) -> None:
    with pytest.raises(UnsafeHeader):
        mime.checked_headers(head)


@settings(max_examples=150)
@given(st.text(max_size=120), st.text(max_size=120))
def test_any_name_and_subject_leave_the_headers_alone(name: str, subject: str) -> None:
    mail = replace(MAIL, to_name=header_safe(name)[:100].strip(), subject=header_safe(subject) or "x")
    assert headers_of(mime.as_bytes(mail, NOW)) == EXPECTED
    assert parsed(mail)["Subject"] == mail.subject
    assert recipient_name(mail) == mail.to_name


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    mail = replace(MAIL, text=f"{text}\n", html=f"<p>{text}</p>\n")
    assert part(mail, "plain") == f"{text}\n"
    assert part(mail, "html") == f"<p>{text}</p>\n"


def test_lines_stay_within_what_relays_take() -> None:
    content = mime.as_bytes(replace(MAIL, text="ü" * 5000, attachment=Attachment("a.pdf", b"x" * 5000)), NOW)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_attachment_arrives_whole_under_a_harmless_name() -> None:
    content = bytes(range(256)) * 40
    mail = replace(MAIL, attachment=Attachment('INV"\r\nX: y.pdf', content))
    (attached,) = parsed(mail).iter_attachments()
    assert attached.get_content() == content
    assert attached.get_filename() == "INV---X--y.pdf"
    assert part(mail, "plain") == MAIL.text


def test_a_text_that_holds_our_boundary_does_not_end_the_part() -> None:
    boundary = parsed(MAIL).get_boundary()
    mail = replace(MAIL, text=f"one\n--{boundary}\ntwo\n")
    assert part(mail, "plain") == mail.text


def test_the_message_id_is_the_same_at_each_try_and_another_for_each_mail() -> None:
    def named(mail_id: int, key: str) -> str:
        return mime.message_id(mail_id, key, "desk@certdesk.example.org")

    assert named(7, "a") == named(7, "a")
    assert len({named(7, "a"), named(8, "a"), named(7, "b")}) == 3
    assert named(7, "a").endswith("@certdesk.example.org>")


def test_a_letter_escapes_every_value_and_fetches_nothing() -> None:
    evil = '<img src="https://evil.example.net/x">{{ 7 * 7 }}'
    drawn = letter.html(evil, "red;}body{", evil, [LetterParagraph(evil), LetterParagraph("", 'x"y')], evil)
    assert "<img" not in drawn
    assert "src=" not in drawn.replace("&lt;img src=&#34;", "")
    assert "red;" not in drawn
    assert "49" not in drawn
    assert 'href="x&#34;y"' in drawn


def test_an_address_in_a_name_is_no_link_any_more() -> None:
    assert one_line("Mei, see https://evil.example.net\nnow") == "Mei, see https evil.example.net now"
