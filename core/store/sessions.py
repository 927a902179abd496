"""Sign-in links and sessions. Tokens are stored as SHA-256 only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Session:
    session_hash: str
    person_id: PersonId
    org_id: OrgId
    address: str


def alive(tx: Tx, session_hash: str, now: datetime) -> bool:
    """Return whether a session is neither revoked nor over."""
    return find(tx, session_hash, now) is not None


def find(tx: Tx, session_hash: str, now: datetime) -> Session | None:
    row = tx.first(
        """
        SELECT session_hash, person_id, org_id, address
          FROM session
         WHERE session_hash = $session
           AND revoked_at IS NULL
           AND expires_at > $now
        """,
        session=session_hash,
        now=now,
    )
    return Session(row[0], PersonId(row[1]), OrgId(row[2]), row[3]) if row else None


def add(tx: Tx, session: Session, now: datetime, expires_at: datetime) -> None:
    tx.execute(
        """
        INSERT INTO session (session_hash, person_id, org_id, address, made_at, expires_at)
        VALUES ($session, $person, $org, $address, $now, $expires)
        """,
        session=session.session_hash,
        person=session.person_id,
        org=session.org_id,
        address=session.address,
        now=now,
        expires=expires_at,
    )


def revoke(tx: Tx, session_hash: str, now: datetime) -> int:
    """End one session; return how many were alive."""
    return tx.execute(
        "UPDATE session SET revoked_at = $now WHERE session_hash = $session AND revoked_at IS NULL",
        session=session_hash,
        now=now,
    )


def revoke_all(tx: Tx, person: PersonId, now: datetime) -> int:
    """End every session of a person; return how many were alive."""
    return tx.execute(
        "UPDATE session SET revoked_at = $now WHERE person_id = $person AND revoked_at IS NULL",
        person=person,
        now=now,
    )


def move(tx: Tx, session_hash: str, org: OrgId) -> None:
    """Let a session work in another organisation."""
    tx.execute("UPDATE session SET org_id = $org WHERE session_hash = $session", org=org, session=session_hash)


def add_link(
    tx: Tx, link_id: int, token_hash: str, address: str, next_path: str, now: datetime, until: datetime
) -> None:
    tx.execute(
        """
        INSERT INTO sign_in_link (link_id, token_hash, address, next_path, made_at, expires_at)
        VALUES ($link, $token, $address, $next, $now, $until)
        """,
        link=link_id,
        token=token_hash,
        address=address,
        next=next_path,
        now=now,
        until=until,
    )


def redeem_link(tx: Tx, token_hash: str, now: datetime) -> tuple[str, str] | None:
    """Use a sign-in link up; return (address, next path), or None when it is unknown, used or over."""
    row = tx.first(
        """
        SELECT link_id, address, next_path
          FROM sign_in_link
         WHERE token_hash = $token
           AND used_at IS NULL
           AND expires_at > $now
        """,
        token=token_hash,
        now=now,
    )
    if row is None:
        return None
    tx.execute("UPDATE sign_in_link SET used_at = $now WHERE link_id = $link", now=now, link=row[0])
    return row[1], row[2]


def forget(tx: Tx, before: datetime) -> tuple[int, int]:
    """Delete sessions that ended, and sign-in links that ran out, before a moment; return how many of each."""
    ended = tx.execute(
        """
        DELETE FROM session
         WHERE expires_at < $before
            OR revoked_at < $before
        """,
        before=before,
    )
    return ended, tx.execute("DELETE FROM sign_in_link WHERE expires_at < $before", before=before)
