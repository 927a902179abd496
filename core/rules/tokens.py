"""Tokens of links that go out by mail: derived from a key and a secret outside the store, stored only as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac


def token(secret: bytes, purpose: str, link_id: int) -> str:
    """Return the 256-bit token of a link, so that a mail queued in the store never has to hold it."""
    digest = hmac.new(secret, f"link:{purpose}:{link_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fingerprint(text: str) -> str:
    """Return what is stored of a token or a cookie: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
