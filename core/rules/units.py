"""Organisation units: what a department, a location and a manager look like once they are kept."""

from __future__ import annotations

import unicodedata

from core.errors import BadAddress
from core.model import Unit
from core.rules.addresses import normal_address

LONGEST = 200  # letters that may be typed into one of the three


def unit_words(text: str) -> str:
    """Return a department or a location in the form in which values are compared: composed, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def manager_words(text: str) -> str:
    """Return a manager in the form in which values are compared: an address in normal form, else the name as written.

    `Olga Berg <olga@x.org>` is the address. What only looks like one stays as it stands: nothing is sent to it.
    """
    if "@" in text:
        try:
            return normal_address(text)
        except BadAddress:
            return unit_words(text)
    return unit_words(text)


def normal_unit(unit: Unit) -> Unit:
    """Return a unit as it is kept."""
    return Unit(unit_words(unit.department), unit_words(unit.location), manager_words(unit.manager))
