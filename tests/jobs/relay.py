"""A mail relay in a test: a real SMTP server that can refuse, defer, hang up and forget to answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller

from core.settings import Smtp


@dataclass  # without slots: the server looks at all members, and early releases of Python 3.11 stumble over theirs
class Relay:
    """What the relay took, and how it is told to answer."""

    port: int
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # address → the answer to RCPT
    sender_answers: list[str] = field(default_factory=list)  # the next answers to MAIL
    hang_ups: int = 0  # after so many mails more it takes the mail and never says so
    connections: int = 0

    @property
    def smtp(self) -> Smtp:
        return Smtp("127.0.0.1", self.port, starttls=False)

    @property
    def messages(self) -> list[EmailMessage]:
        return [cast(EmailMessage, message_from_bytes(content, policy=default)) for content in self.taken]

    def text(self, place: int = -1, subtype: str = "plain") -> str:
        """Return a part of a mail as its reader sees it."""
        part = self.messages[place].get_body((subtype,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.sender_answers and (answer := self.sender_answers.pop(0)):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.original_content)
        self.recipients.extend(envelope.rcpt_tos)
        if self.hang_ups:
            self.hang_ups -= 1
            server.transport.abort()
        return "250 taken"


@contextmanager
def relay(*, smtputf8: bool = True, port: int | None = None) -> Iterator[Relay]:
    """Run a relay on this machine; `smtputf8` whether it takes addresses in any letters."""
    handler = Relay(port or free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, enable_SMTPUTF8=smtputf8)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
