"""Files that mean harm: a sentence within a second and within a hundred megabytes, and never a crash."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from datetime import date

import pytest

from core.errors import IntakeRefused
from core.rules.intake import KINDS, Overrule, read, read_chunks
from core.rules.intake.samples import sample_csv
from tests.rules.measuring import measured
from tests.rules.workbooks import ods, xls, xlsx

HEADER = b"First name,Last name,E-mail\n"
GOOD = b"Olga,Berg,o@example.org\n"
NOISE = random.Random(20261124)

# name → what the file holds, and how it is answered: a refusal's code, or the codes of its problems
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a million columns": (lambda: b",".join([b"a"] * 1_000_000) + b"\n", "TOO_MANY_COLUMNS"),
    "nine million commas": (lambda: b"," * 9_000_000, "TOO_MANY_COLUMNS"),
    "nine million semicolons": (lambda: b";" * 9_000_000, "TOO_MANY_COLUMNS"),
    "wide rows under a header": (lambda: HEADER + (b"x,,a@b.org" + b",x" * 9_000 + b"\n") * 400, "TOO_MANY_CELLS"),
    "201 columns": (lambda: b"E-mail" + b",a" * 200 + b"\n", "TOO_MANY_COLUMNS"),
    "one zero byte": (lambda: HEADER + b"A\0,B,a@example.org\n", "BINARY"),
    "zero bytes only": (lambda: bytes(9_000_000), "BINARY"),
    "noise": (lambda: NOISE.randbytes(9_000_000), "BINARY"),
    "noise without zero bytes": (lambda: NOISE.randbytes(9_000_000).replace(b"\0", b"\1"), "BINARY"),
    "control characters": (lambda: b"\x01\x02\x03" * 1_000_000, "BINARY"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + NOISE.randbytes(1000), "BINARY"),
    "a PDF": (lambda: b"%PDF-1.7\nE-mail\n", "BINARY"),
    "a program": (lambda: b"MZ\x90\0\3", "BINARY"),
    "a compressed file": (lambda: b"\x1f\x8b\x08\0" + NOISE.randbytes(100), "BINARY"),
    "a zip in name only": (lambda: b"PK\x03\x04" + NOISE.randbytes(1000), "BINARY"),
    "a cell of ten megabytes": (lambda: HEADER + b"a" * 9_900_000 + b",B,a@example.org\n" + GOOD, "CELL_TOO_LONG"),
    "a quoted cell of ten megabytes": (
        lambda: HEADER + b'"' + b"a" * 9_900_000 + b'",B,a@example.org\n' + GOOD,
        "CELL_TOO_LONG",
    ),
    "a cell of five million lines": (lambda: HEADER + b'"' + b"a\n" * 4_900_000 + b'",B,a@b.org\n', "UNCLOSED_QUOTE"),
    "a quote open over all": (lambda: HEADER + b'"A,B,a@example.org\n' + GOOD * 350_000, "UNCLOSED_QUOTE"),
    "ten million quotes": (lambda: HEADER + b'"' * 9_900_001, "UNCLOSED_QUOTE"),
    "quotes and commas": (lambda: HEADER + b'",' * 4_900_000, "TOO_MANY_COLUMNS"),
    "a quote a line": (lambda: HEADER + b'"\n' * 3_000_000, "TOO_MANY_ROWS"),
    "ten million line ends": (lambda: HEADER + b"\n" * 9_900_000, "TOO_MANY_ROWS"),
    "ten million returns": (lambda: HEADER + b"\r" * 9_900_000, "TOO_MANY_ROWS"),
    "100,001 rows": (lambda: b"E-mail\n" + b"a@example.org\n" * 100_001, "TOO_MANY_ROWS"),
    "200 megabytes": (lambda: bytes(200_000_000), "TOO_LARGE"),
    "one address 100,000 times": (lambda: HEADER + GOOD * 100_000, ""),
    "50,000 bad addresses": (lambda: HEADER + b"A,B,nonsense\n" * 50_000, "BAD_EMAIL"),
    "large letters": (lambda: HEADER + ("\U0001f600" * 500 + ",B,a@example.org\n").encode() * 4_900, ""),
    "accents without letters": (lambda: HEADER + ("a" + "\u0301" * 1_900).encode() + b",B,a@example.org\n", ""),
    "half a character": (lambda: b"\xff\xfe" + "E-mail\n".encode("utf-16-le") + b"a", "UNDECODABLE"),
    "a long chain of @": (lambda: HEADER + b"A,B," + b"a@" * 900 + b"\n", "BAD_EMAIL"),
    "a long local part": (lambda: HEADER + b"A,B," + b"a." * 900 + b"@example.org\n", "BAD_EMAIL"),
    "a long domain": (lambda: HEADER + b"A,B,a@" + b"a." * 900 + b"org\n", "BAD_EMAIL"),
    "brackets in brackets": (lambda: HEADER + b"A,B," + b"<" * 900 + b">" * 900 + b"\n", "BAD_EMAIL"),
    "a long number": (lambda: HEADER + b"A,B," + b"9" * 1900 + b"\n", "BAD_EMAIL"),
}


def answer(content: bytes, kind: str = "roster") -> str:
    """Return a refusal's code, else the codes of the problems."""
    try:
        found = read(content, "list.csv", kind)
    except IntakeRefused as refused:
        return refused.code if refused.say.endswith(".") else "no sentence"
    return ",".join(sorted({problem.code for problem in found.problems}))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_answered_within_a_second_and_a_hundred_megabytes(name: str) -> None:
    make, expected = FILES[name]
    content = make()
    code, seconds, megabytes = measured(lambda: answer(content))
    assert code == expected
    assert seconds < 2  # a second, and room for a busy machine
    assert megabytes < 100


def test_the_measure_sees_what_a_careless_reader_would_take() -> None:
    content = b",".join([b"a"] * 1_000_000) + b"\n"
    said, seconds, megabytes = measured(lambda: str(len([f"{cell} " for cell in content.decode().split(",")] * 3)))
    assert said == "3000000"
    assert megabytes > 50
    assert seconds > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_refuses_what_is_no_list(kind: str) -> None:
    for content, codes in (
        (bytes(1000), {"BINARY"}),
        (b"\n\n", {"EMPTY"}),
        (b"just a sentence", {"NO_HEADER", ""}),
        (b'"', {"UNCLOSED_QUOTE", "NO_HEADER"}),
    ):
        assert answer(content, kind) in codes


SEEDS = [
    *(sample_csv(kind) for kind in KINDS),
    *(sample_csv("roster").decode("utf-8-sig").encode(name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    "Prénom;Nom;Courriel\r\nZoé;Hébert;z@example.org\r\n".encode("cp1252"),
    b'sep=;\nName;Mail\n"Berg, Olga";o@example.org\n',
    b'a\n"b\nc",email\nx@example.org,"""q"""\n',
    b"CEU-1:a@example.org\n:b\nC:\n",
    xlsx(("First name", "Last name", "E-mail"), ("Olga", 1, "o@example.org")),
    ods(("Name", "E-mail"), ("Olga Berg", "o@example.org")),
    xls((0, 0, "Name"), (0, 1, "E-mail"), (1, 0, "Olga"), (1, 1, "o@example.org")),
]
PIECES = [
    *(bytes((at,)) for at in b"\"\n\r,;\t|\0@:<>='\xff\xfe\xc3\x80"),
    *(b"\xef\xbb\xbf", b"sep=", b"PK\x03\x04", b"12/13/2026", "\u200b".encode(), "ß".encode(), b"E-mail"),
]
OVERRULES = [
    Overrule(encoding="utf-16"),
    Overrule(encoding="shift_jis", delimiter=";"),
    Overrule(delimiter="tab", header_line=2),
    Overrule(header_line=0, columns={"email": 1}),
    Overrule(header_line=50),
    Overrule(columns={"email": 3, "first_name": 0}),
    Overrule(sheet="Nowhere", day_first=True),
    *[None] * 20,
]


def mutated(chance: random.Random) -> bytes:
    content = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(content) + 1)
        what = chance.randrange(5)
        if what == 0:
            content[at : at + 1] = bytes((chance.randrange(256),))
        elif what == 1:
            content[at:at] = chance.choice(PIECES)
        elif what == 2:
            del content[at : at + chance.randint(1, 30)]
        elif what == 3:
            content[at:at] = content[chance.randrange(len(content) + 1) :][:60]
        else:
            content[at:at] = chance.choice(SEEDS)[:200]
    return bytes(content)


def test_no_mutation_of_a_list_ends_in_anything_but_rows_or_a_refusal() -> None:
    answers = set()
    for seed in range(600):
        chance = random.Random(seed)
        content, kind, said = mutated(chance), chance.choice(list(KINDS)), chance.choice(OVERRULES)
        try:
            if seed % 5:
                json.dumps(read(content, "a", kind, overrule=said, today=date(2026, 11, 24)).as_json())
            else:
                pieces = read_chunks(io.BytesIO(content), "a", kind, overrule=said, size=2)
                json.dumps([piece.as_json() for piece in pieces])
            answers.add("read")
        except IntakeRefused as refused:
            answers.add(refused.code)
    assert answers >= {"read", "BINARY", "NO_HEADER", "UNDECODABLE", "UNREADABLE_SHEET", "UNCLOSED_QUOTE"}
