"""A sender that is killed again and again loses no mail, and doubles no more mails than it died times."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.settings import ROOT
from core.store import outbox
from core.store.db import open_store
from core.store.outbox import NewMail
from tests.cast import NOW, SECRET, Cast
from tests.jobs.relay import Relay, relay

KILLS = 60 if os.environ.get("CERTDESK_PROOFS") == "full" else 6
MAILS = KILLS * 60


def queue_notices(cast: Cast) -> None:
    mails = [
        NewMail(
            cast.harbour.org_id,
            f"offered:1:{number}",
            "certificate_offered",
            f"person{number}@clinic.example.com",
            "Mei Tanaka",
            parameters={"name": "Mei Tanaka", "courses": ["BLS Rescuer"], "link_id": number},
        )
        for number in range(MAILS)
    ]
    with cast.db.transaction() as tx:
        outbox.queue(tx, mails, NOW)


def sender(store: Path, running: Relay, now: datetime = NOW) -> subprocess.Popen[str]:
    """Start a sender; return once it has the store."""
    environ = {
        **os.environ,
        "CERTDESK_SECRET": SECRET.decode(),
        "CERTDESK_SMTP_HOST": "127.0.0.1",
        "CERTDESK_SMTP_PORT": str(running.port),
        "CERTDESK_SMTP_STARTTLS": "no",
    }
    words = [sys.executable, "-m", "tests.jobs.sender_process", str(store), now.isoformat()]
    process = subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


@pytest.mark.proof
def test_a_sender_killed_again_and_again_loses_nothing_and_doubles_one_mail_a_kill(cast: Cast) -> None:
    queue_notices(cast)
    store, chance = cast.db.path, random.Random(7)
    cast.db.close()
    killed_at_work = 0
    with relay() as running:
        for _ in range(KILLS):
            process = sender(store, running)
            time.sleep(chance.uniform(0.01, 0.12))
            killed_at_work += process.poll() is None
            process.kill()
            process.wait()
        for later in (1, 2):  # what was under way at a kill waits for its next try
            assert sender(store, running, NOW + timedelta(days=later)).wait(timeout=120) == 0
        copies = Counter(mail["Message-ID"] for mail in running.messages)
        recipients = set(running.recipients)
    cast.db = open_store(store, SECRET)
    assert killed_at_work > KILLS // 2  # else the proof has proved nothing
    assert len(copies) == len(recipients) == MAILS
    assert sum(copies.values()) - MAILS <= killed_at_work
    with cast.db.reading() as tx:
        assert tx.query("SELECT DISTINCT state FROM outbox") == [("sent",)]
