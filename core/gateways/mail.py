"""How mail leaves: over one SMTP connection for many mails, or as .eml files where no relay is set."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from core.gateways.mime import OutgoingMail, as_bytes

TIMEOUT = 15.0  # seconds for each word of the conversation


class Fate(StrEnum):
    SENT = "sent"
    LATER = "later"  # this mail may pass another time
    REFUSED = "refused"  # this mail will never pass
    RELAY_DOWN = "relay down"  # no mail passes now


class Outcome(NamedTuple):
    fate: Fate
    words: str = ""  # what the relay said, or what is wrong with it


class SmtpHost(Protocol):
    """Where the relay is (settings)."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def starttls(self) -> bool: ...


class Transport(Protocol):
    """Sends mails one after the other."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def send(self, mail: OutgoingMail, now: datetime) -> Outcome: ...
    def abort(self) -> None: ...


def transport(smtp: SmtpHost, outbox: Path) -> Transport:
    """Return the way that mail leaves on this machine."""
    return Relay(smtp) if smtp.host else OutboxFolder(outbox)


class Relay:
    """One connection to an SMTP relay, opened by the first mail and opened anew when it breaks."""

    def __init__(self, smtp: SmtpHost, timeout: float = TIMEOUT) -> None:
        self._smtp = smtp
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._drop()

    def send(self, mail: OutgoingMail, now: datetime) -> Outcome:
        """Send one mail; say what became of it. Never raises for what a relay or the network does."""
        try:
            connection = self._connection or self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Fate.RELAY_DOWN, _words(error))
        if mail.international and not connection.has_extn("smtputf8"):
            return Outcome(
                Fate.REFUSED,
                f"The mail relay cannot write to {mail.to_address}: it takes only addresses of plain letters "
                "(no SMTPUTF8). Use another address of this person.",
            )
        return self._deliver(connection, mail, as_bytes(mail, now))

    def _deliver(self, connection: smtplib.SMTP, mail: OutgoingMail, content: bytes, *, again: bool = False) -> Outcome:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.international else []
        try:
            connection.sendmail(mail.sender, [mail.to_address], content, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            self._forget_if_closed()
            code, words = next(iter(error.recipients.values()))
            return _refusal(code, words)
        except smtplib.SMTPSenderRefused as error:  # about us, not about this mail: many relays end a long connection
            self._drop()
            if again:
                return Outcome(Fate.RELAY_DOWN, _words(error))
            try:
                return self._deliver(self._connect(), mail, content, again=True)
            except (OSError, smtplib.SMTPException) as broken:
                self._drop()
                return Outcome(Fate.RELAY_DOWN, _words(broken))
        except smtplib.SMTPResponseException as error:
            self._forget_if_closed()
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Fate.LATER, f"The connection to the mail relay broke: {_words(error)}")
        return Outcome(Fate.SENT)

    def abort(self) -> None:
        """Cut the connection from another thread, so that a send that hangs comes to its end."""
        held = self._connection.sock if self._connection else None
        if held:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> smtplib.SMTP:
        connection = smtplib.SMTP(timeout=self._timeout)
        self._connection = connection
        connection.connect(self._smtp.host, self._smtp.port)
        if self._smtp.starttls:
            connection.starttls(context=ssl.create_default_context())
        if self._smtp.user:
            connection.login(self._smtp.user, self._smtp.password)
        connection.ehlo_or_helo_if_needed()
        return connection

    def _forget_if_closed(self) -> None:
        if self._connection and self._connection.sock is None:
            self._connection = None

    def _drop(self) -> None:
        if self._connection:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None


class OutboxFolder:
    """Writes each mail as an .eml file that any mail program opens. Only the owner of the machine may read them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def send(self, mail: OutgoingMail, now: datetime) -> Outcome:
        """Write one mail; a second try writes the same file."""
        path = self._folder / f"{mail.mail_id:08d}-{mail.kind}.eml"
        draft = path.with_suffix(".part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(as_bytes(mail, now))
            draft.replace(path)
        except OSError as error:
            return Outcome(Fate.RELAY_DOWN, f"The outbox folder takes no file: {error.strerror or error}")
        return Outcome(Fate.SENT)

    def abort(self) -> None:
        return


def _refusal(code: int, words: bytes | str) -> Outcome:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Outcome(Fate.LATER if 400 <= code < 500 else Fate.REFUSED, f"The mail relay said: {code} {said}"[:500])


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:400]
    return (str(error) or type(error).__name__)[:400]
