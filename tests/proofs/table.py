"""The table of docs/proofs.md, from what pytest noted: `python -m tests.proofs.table NOTES.xml docs/proofs.md`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

BEGIN = "<!-- the table: written by make proofs -->"
END = "<!-- end of the table -->"


@dataclass(frozen=True, slots=True)
class Proof:
    """One line: where, what, how often, how it went, how long it took."""

    file: str
    what: str
    times: str
    result: str
    seconds: float

    def line(self) -> str:
        return f"| {self.file} | {self.what} | {self.times} | {self.result} | {self.seconds:.1f} |"


def proofs_in(notes: Path) -> list[Proof]:
    """Return what a run of pytest noted with --junitxml, one line a proved statement."""
    found = [_proof(case) for case in ElementTree.parse(notes).iter("testcase")]
    return sorted(found, key=lambda one: (one.file, one.what))


def _proof(case: ElementTree.Element) -> Proof:
    said = {each.get("name"): str(each.get("value")) for each in case.iter("property")}
    lost = case.find("failure") is not None or case.find("error") is not None
    result = "**failed**" if lost else "skipped" if case.find("skipped") is not None else "holds"
    name = str(case.get("name"))
    return Proof(
        str(case.get("classname")).removeprefix("tests.").replace(".", "/") + ".py",
        said.get("proved") or _sentence(name),
        said.get("times", "once"),
        result,
        float(case.get("time", 0)),
    )


def _sentence(name: str) -> str:
    plain, _, case = name.removeprefix("test_").partition("[")
    words = plain.replace("_", " ").capitalize()
    return f"{words} ({case.rstrip(']')})" if case else words


def table(proofs: list[Proof], day: str) -> str:
    """Return the table in Markdown, with the day it was measured on."""
    held = sum(1 for proof in proofs if proof.result == "holds")
    head = [
        f"Measured on {day}: {held} of {len(proofs)} hold, {sum(proof.seconds for proof in proofs):,.0f} s of work.",
        "",
        "| where (tests/) | what | how often | result | s |",
        "| --- | --- | --- | --- | ---: |",
    ]
    return "\n".join([BEGIN, *head, *(proof.line() for proof in proofs), END])


def main() -> None:
    notes, page = Path(sys.argv[1]), Path(sys.argv[2])
    fresh = table(proofs_in(notes), f"{datetime.now(UTC):%Y-%m-%d}")
    text = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: fresh, text, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
