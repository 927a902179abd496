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


def keyed(secret: bytes, purpose: str, key: int) -> str:
    """Return the token of a link of which nothing is stored: it carries its key. For links by the million."""
    return f"{key}-{token(secret, purpose, key)}"


def key_of(given: str, secret: bytes, purpose: str) -> int | None:
    """Return the key of a token that `keyed` made, None for any other text."""
    digits, _, rest = given.partition("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        return None
    key = int(digits)
    return key if hmac.compare_digest(rest.encode(), token(secret, purpose, key).encode()) else None
