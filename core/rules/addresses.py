"""E-mail addresses: what people type or paste, and the one form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

from core.errors import BadAddress

LONGEST = 254
INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_GONE = dict.fromkeys(map(ord, INVISIBLE))
_BRACKETED = re.compile(r"[^<>]*<\s*(?:mailto:)?([^<>]*)>")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"(?!..--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Names that never carry mail; the same list as the library's, so that both decide alike.
_RESERVED = r"(?:arpa|invalid|local|localhost|onion|test)"
_PLAIN = re.compile(
    rf"(?=.{{3,{LONGEST}}}\Z)(?=[^@]{{1,64}}@)(?!.*[@.]{_RESERVED}\Z){_ATOM}(?:\.{_ATOM})*"
    rf"@(?:{_LABEL}\.)+(?=[^.]*[A-Za-z]\Z){_LABEL}\Z",
    re.IGNORECASE | re.ASCII,
)


def normal_address(text: str) -> str:
    """Return the form in which addresses are compared: NFC, lower case, the domain as IDNA writes it (xn--…).

    Accepts what people paste: "mailto:", `Ana <ana@x.org>`, trailing , . and ;, no-break and zero-width spaces.
    Dots and +tags stay: they may be other people. Nothing is looked up. Raises BadAddress with a sentence.
    """
    if _PLAIN.match(text):  # what nine of ten cells look like already
        return text.lower()
    address = cleaned(text)
    if is_plain(address):
        if _PLAIN.match(address):
            return address.lower()
        raise BadAddress(_why(address))
    return _judged(address)


def cleaned(text: str) -> str:
    """Return the address inside what was typed or pasted, without judging it."""
    address = text.translate(_GONE).strip()
    if "<" in address and (found := _BRACKETED.fullmatch(address.rstrip(" ,.;"))):
        address = found[1]
    address = address.strip(" \t\r\n,;")
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0]
    if len(address) > 2 and address[0] == address[-1] and address[0] in "'\"":
        address = address[1:-1]
    return address.strip().rstrip(",.;").strip()


def is_plain(address: str) -> bool:
    """Return whether the regular expression alone may judge an address (a test proves that it agrees)."""
    return address.isascii() and '"' not in address and "xn--" not in address.lower()


def _judged(address: str) -> str:
    """Let the library judge what is not plain: other scripts, quoted names, encoded domains."""
    from email_validator import EmailNotValidError, validate_email  # 40 ms that most files never need

    if len(address) > LONGEST:
        raise BadAddress(_why(address))
    try:
        found = validate_email(address, strict=True, check_deliverability=False)
        local = unicodedata.normalize("NFC", found.local_part.lower())
        normal = f"{local}@{found.ascii_domain.lower()}"
        if local != found.local_part or len(normal) > LONGEST:  # a lower-case form may be longer, or not allowed
            validate_email(normal, strict=True, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from None
    return normal


def _why(address: str) -> str:
    """Return in one sentence what is wrong with a plain address."""
    local, at, domain = address.rpartition("@")
    for wrong, say in (
        (not at, "An e-mail address has an @ in it."),
        (len(address) > LONGEST, f"An e-mail address has at most {LONGEST} characters; this one has {len(address)}."),
        (
            "@" in local and any(mark in address for mark in ",; \n"),
            "There is more than one address here; one is wanted.",
        ),
        ("@" in local, "An e-mail address has one @; here are more."),
        (any(letter.isspace() for letter in address), "There is a space inside the address."),
        (not local, "There is nothing before the @."),
        (not domain, "There is nothing after the @."),
        (len(local) > 64, "There are more than 64 characters before the @."),
        (".." in address, "There are two dots in a row."),
        (local[:1] == "." or local[-1:] == ".", "A dot stands at the start or just before the @."),
        ("." not in domain, f"After the @ a dot is missing: {domain} is no complete domain."),
        (
            re.search(rf"(?:^|\.){_RESERVED}\Z", domain, re.IGNORECASE),
            f"No mail reaches {domain}: its ending is reserved.",
        ),
    ):
        if wrong:
            return say
    odd = sorted({letter for letter in local if not re.match(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]", letter)})
    if odd:
        return f"Before the @ stands a character that addresses do not have: {' '.join(odd)}"
    return f"After the @ stands no domain that mail could reach: {domain}"
