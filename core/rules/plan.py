"""A plan: what a list action will do to whom, shown before it is confirmed, and done exactly as shown.

Workshop issue, recertification, credits, imports and undo all preview, confirm and repeat with this one type.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import PlanStale
from core.model import PlanHash


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that the action leaves out, and why."""

    who: str
    code: str
    say: str

    def as_json(self) -> dict[str, str]:
        return {"who": self.who, "code": self.code, "say": self.say}


@dataclass(frozen=True, slots=True)
class Plan:
    """`rests_on` holds every fact that the action changes or depends on, so that the hash moves when one does."""

    kind: str
    rests_on: Mapping[str, Any]
    will: Mapping[str, int]
    refused: Sequence[Refused] = field(default_factory=tuple)

    @property
    def hash(self) -> PlanHash:
        facts = {"kind": self.kind, "rests_on": self.rests_on, "will": self.will}
        text = json.dumps(facts, default=str, ensure_ascii=False, sort_keys=True)
        return PlanHash(hashlib.sha256(text.encode()).hexdigest())

    def must_match(self, confirmed: PlanHash, moved: Sequence[str]) -> None:
        """Raise PlanStale, naming what moved, unless this is the plan that was confirmed."""
        if self.hash != confirmed:
            raise PlanStale(list(moved) or ["the prices or the roster"])

    def as_json(self) -> dict[str, Any]:
        return {"plan": self.hash, "will": dict(self.will), "refused": [row.as_json() for row in self.refused]}
