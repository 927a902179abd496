"""Certificates as they are drawn and verified now: the frozen value, and an extension that came after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.gateways.certificate_pdf import CertificateDocument
from core.rules.words import day_words
from core.store import extended_terms
from core.store.certificates import Certificate
from core.store.db import Tx
from core.store.extended_terms import ExtendedTerm


def documents(tx: Tx, certificates: Sequence[Certificate]) -> list[CertificateDocument]:
    """Return what is drawn of each: its frozen value, with a note where its term was extended since."""
    found = extended_terms.of_certificates(tx, [each.certificate_id for each in certificates])
    return [_noted(each, found.get(each.certificate_id)) for each in certificates]


def as_extended(tx: Tx, certificate: Certificate) -> Certificate:
    """Return a certificate with the last day that it has now."""
    found = extended_terms.of_certificates(tx, [certificate.certificate_id]).get(certificate.certificate_id)
    return replace(certificate, valid_through=found.extended_to) if found else certificate


def _noted(certificate: Certificate, extended: ExtendedTerm | None) -> CertificateDocument:
    frozen = CertificateDocument.from_json(certificate.document or "{}")
    if extended is None:
        return frozen
    return replace(frozen, notes=(*frozen.notes, f"Extended to {day_words(extended.extended_to)}: {extended.reason}"))
