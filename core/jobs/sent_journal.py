"""The sender's own notes: which mail is under way, and which the relay took since the store was last told.

A line in a file costs a hundredth of a transaction and outlives a killed process just as well, so the store can be
told of many mails at once and a kill still doubles no more than the one mail that was under way.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from core.store.outbox_claims import SentMail


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an earlier sender left behind."""

    sent: tuple[SentMail, ...] = ()
    under_way: int | None = None  # nobody knows whether the relay has it


class SentJournal:
    """Lines beside the store; empty whenever the store knows all of it."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.sent")

    def unfinished(self) -> Unfinished:
        """Return what an earlier sender noted and never told the store. A torn last line is left out."""
        sent: list[SentMail] = []
        under_way: int | None = None
        for line in self._lines():
            noted = json.loads(line)
            if "trying" in noted:
                under_way = int(noted["trying"])
            else:
                sent.append(SentMail(**noted))
                under_way = None
        return Unfinished(tuple(sent), under_way)

    def _lines(self) -> list[str]:
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        return text.split("\n")[:-1]

    def trying(self, mail_id: int) -> None:
        """Note that a mail is under way."""
        self._append({"trying": mail_id})

    def sent(self, mail: SentMail) -> None:
        """Note that the relay took a mail."""
        self._append(asdict(mail))

    def _append(self, noted: dict[str, object]) -> None:
        with open(self._path, "ab", buffering=0, opener=_private) as file:
            file.write(json.dumps(noted).encode() + b"\n")

    def clear(self) -> None:
        """Forget everything: the store knows it."""
        if self._path.exists():
            os.truncate(self._path, 0)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
