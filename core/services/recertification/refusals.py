"""What list actions decline to do, in sentences."""

from __future__ import annotations

from core.errors import Refusal


class AlreadyUndone(Refusal):
    def __init__(self, batch: int) -> None:
        super().__init__(f"Batch {batch} was taken back already. Nothing was changed.")


class NotUndoable(Refusal):
    def __init__(self, kind: str) -> None:
        super().__init__(f"A batch of the kind {kind} cannot be taken back. Correct its records instead.")


class DayTooEarly(Refusal):
    def __init__(self, day: object) -> None:
        super().__init__(f"{day} is past, so everybody would be overdue at once. Choose today or a later day.")


class CourseRetired(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(f"The course {code} is no longer offered. Offer it again first, or choose another version.")


class UnfitExtension(Refusal):
    def __init__(self, longest: int) -> None:
        super().__init__(f"An extension has a last day, or a number of days from 1 to {longest:,}. Give one of both.")
