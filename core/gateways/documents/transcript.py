"""What a transcript says: the value, apart from how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One accepted credit; `issuer` is empty where the heading names it already."""

    attended_on: date
    title: str
    ceulid: str
    hours_hundredths: int
    category: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptCycle:
    """The credits of one cycle, with hours by category; `label` names its days."""

    label: str
    lines: tuple[TranscriptLine, ...]
    by_category: tuple[tuple[str, int], ...]

    @property
    def hours_hundredths(self) -> int:
        """Return the sum of the cycle."""
        return sum(line.hours_hundredths for line in self.lines)


@dataclass(frozen=True, slots=True)
class TranscriptDocument:
    """Everything that stands on one transcript: what somebody has accepted, as counted by one organisation."""

    holder: str
    organisation: str
    made_on: date
    cycles: tuple[TranscriptCycle, ...]
    colour: str = "#1d4ed8"
    language: str = "en"
    paper: str = "a4"

    @property
    def hours_hundredths(self) -> int:
        """Return the sum of everything."""
        return sum(cycle.hours_hundredths for cycle in self.cycles)
