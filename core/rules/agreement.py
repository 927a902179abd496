"""What speaks for an address being somebody's: the facts that agree, and whether they are enough to count on.

Source: docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Collection

SHARED = (
    "aol.com freenet.de gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com "
    "me.com msn.com orange.fr outlook.com proton.me protonmail.com t-online.de web.de yahoo.com yandex.com"
)
EVERYBODYS = frozenset(SHARED.split(" "))  # domains that strangers share: they say nothing about who somebody is


def agreeing(
    address: str,
    name_key: str,
    *,
    known_addresses: Collection[str],
    known_name_key: str,
    external_ids: Collection[str],
    taught_before: bool,
) -> tuple[str, ...]:
    """Return which facts agree: name, domain, external id, earlier workshop.

    A name agrees with at least two words; a domain that strangers share does not count; an external id agrees with
    the part before the `@`; `taught_before`: the person stood on an earlier roster of the same instructor.
    """
    local, _, domain = address.rpartition("@")
    theirs = {one.rpartition("@")[2] for one in known_addresses}
    facts = {
        "name": " " in name_key and name_key == known_name_key,
        "domain": domain in theirs - EVERYBODYS,
        "external id": local in {one.casefold() for one in external_ids},
        "earlier workshop": taught_before,
    }
    return tuple(name for name, agrees in facts.items() if agrees)


def stands(facts: Collection[str]) -> bool:
    """Return whether a word counts before it is confirmed: the name and one other fact agree."""
    return "name" in facts and len(facts) > 1
