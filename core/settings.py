"""Typed settings, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


@dataclass(frozen=True, slots=True)
class Smtp:
    """How mail leaves; without a host it lands as .eml files in the outbox folder."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    starttls: bool = True


@dataclass(frozen=True, slots=True)
class Oidc:
    """A sign-in provider beside the link by mail; without an issuer there is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    name: str = "your organisation's account"  # as the button says it


@dataclass(frozen=True, slots=True)
class Settings:
    store: Path
    public_url: str
    host: str
    port: int
    secret: bytes
    smtp: Smtp
    sender: str
    outbox: Path
    oidc: Oidc = Oidc()

    @property
    def loopback(self) -> bool:
        """True when only this machine can reach the server: the condition of everything that is for demos."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def secret_for(store: Path, given: str | None) -> bytes:
    """Return the key that tokens and the audit chain rest on; made once beside the store, never inside it."""
    if given:
        return given.encode()
    path = store.parent / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip().encode()


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was first; its key is the one
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)


def store_path(environ: Mapping[str, str] = os.environ, store: str | None = None) -> Path:
    """Return where the store lies. `store` (the command line's --store) wins over CERTDESK_STORE."""
    return Path(store or environ.get("CERTDESK_STORE") or DATA / "certdesk.duckdb").absolute()


def load(environ: Mapping[str, str] = os.environ, store: str | None = None) -> Settings:
    """Return the settings of this process; `store` as in `store_path`."""
    path = store_path(environ, store)
    host = environ.get("CERTDESK_HOST", "127.0.0.1")
    port = int(environ.get("CERTDESK_PORT", "8501"))
    return Settings(
        store=path,
        public_url=environ.get("CERTDESK_URL", f"http://{'localhost' if host == '127.0.0.1' else host}:{port}").rstrip(
            "/"
        ),
        host=host,
        port=port,
        secret=secret_for(path, environ.get("CERTDESK_SECRET")),
        smtp=_smtp(environ),
        sender=environ.get("CERTDESK_SENDER", "desk@certdesk.example.org"),
        outbox=Path(environ.get("CERTDESK_OUTBOX") or path.parent / "outbox").absolute(),
        oidc=_oidc(environ),
    )


def _oidc(environ: Mapping[str, str]) -> Oidc:
    return Oidc(
        issuer=environ.get("CERTDESK_OIDC_ISSUER", "").rstrip("/"),
        client_id=environ.get("CERTDESK_OIDC_CLIENT_ID", ""),
        client_secret=environ.get("CERTDESK_OIDC_CLIENT_SECRET", ""),
        name=environ.get("CERTDESK_OIDC_NAME") or "your organisation's account",
    )


def _smtp(environ: Mapping[str, str]) -> Smtp:
    return Smtp(
        host=environ.get("CERTDESK_SMTP_HOST", ""),
        port=int(environ.get("CERTDESK_SMTP_PORT", "587")),
        user=environ.get("CERTDESK_SMTP_USER", ""),
        password=environ.get("CERTDESK_SMTP_PASSWORD", ""),
        starttls=environ.get("CERTDESK_SMTP_STARTTLS", "yes") != "no",
    )
