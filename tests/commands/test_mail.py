"""core mail send"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.settings import secret_for
from core.store import outbox
from core.store.db import open_store
from core.store.outbox import NewMail
from tests.commands.terminal import Terminal


@pytest.fixture
def waiting(harbour: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A store in which one sign-in link waits."""
    for name in ("CERTDESK_SMTP_HOST", "CERTDESK_OUTBOX"):
        monkeypatch.delenv(name, raising=False)
    mail = NewMail(None, "sign_in:1", "sign_in", "olga@harbour.example.org", "Olga Berg", None, None, {"link_id": 1})
    db = open_store(harbour.store, secret_for(harbour.store, None))
    with db.transaction() as tx:
        outbox.queue(tx, [mail], datetime.now(UTC).replace(tzinfo=None))
    db.close()
    return harbour


def outbox_of(terminal: Terminal) -> list[Path]:
    return list((terminal.store.parent / "outbox").glob("*.eml"))


def test_what_is_due_is_sent_once(waiting: Terminal) -> None:
    assert waiting.json("mail", "send") == {"released": 0, "sent": 1, "later": 0, "failed": 0, "trouble": ""}
    assert len(outbox_of(waiting)) == 1
    assert waiting.json("mail", "send")["sent"] == 0


def test_a_relay_that_is_down_is_said_and_is_no_refusal(waiting: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTDESK_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("CERTDESK_SMTP_PORT", "1")
    said = waiting.run("mail", "send")
    assert said.status == 0
    assert said.out.splitlines()[:2] == ["0 mails sent to 127.0.0.1.", "1 mail will be tried again."]
    assert "refused" in said.out
