"""CEULids: the code of one approval, compared without case or surrounding space."""

from __future__ import annotations

import unicodedata


def ceulid_key(text: str) -> str:
    """Return what two spellings of one CEULid have in common; what lies inside the code counts as it stands."""
    return unicodedata.normalize("NFC", text).strip().casefold()
