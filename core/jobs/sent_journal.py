"""The sender's own notes: which mails the relay took since the store was last told.

A line in a file costs a hundredth of a transaction and outlives a killed process just as well, so the store can be
told of many mails at once and a kill still doubles no more than the one mail that was under way.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from core.store.outbox_claims import SentMail


class SentJournal:
    """Lines beside the store; empty whenever the store knows all of it."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.sent")

    def unrecorded(self) -> list[SentMail]:
        """Return what an earlier sender wrote down and never told the store. A torn last line is left out."""
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
        except FileNotFoundError:
            return []
        return [SentMail(**json.loads(line)) for line in lines if line.endswith("}")]

    def note(self, mail: SentMail) -> None:
        """Write one mail down."""
        with open(self._path, "ab", opener=_private) as file:
            file.write(json.dumps(asdict(mail)).encode() + b"\n")

    def clear(self) -> None:
        """Forget everything: the store knows it."""
        if self._path.exists():
            os.truncate(self._path, 0)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
