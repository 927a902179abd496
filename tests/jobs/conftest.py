"""A relay, and a post room that sends through it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tests.jobs.post_room import PostRoom
from tests.jobs.relay import Relay, relay


@pytest.fixture
def mail_relay() -> Iterator[Relay]:
    """A real SMTP server that takes every letter."""
    with relay() as running:
        yield running


@pytest.fixture
def post(cast: Cast, mail_relay: Relay) -> PostRoom:
    """Harbour's outgoing mail, with a clock that the test moves."""
    return PostRoom(cast, mail_relay.smtp)
