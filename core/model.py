"""Words of the trade as types: frozen records and enums that every floor may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

OrgId = NewType("OrgId", int)
PersonId = NewType("PersonId", int)
CourseId = NewType("CourseId", int)
WorkshopId = NewType("WorkshopId", int)
ParticipantId = NewType("ParticipantId", int)
OrderId = NewType("OrderId", int)
CertificateId = NewType("CertificateId", int)
PlanHash = NewType("PlanHash", str)


class Role(StrEnum):
    """What a membership allows. OPERATOR is the owner of the machine, at the command line only."""

    STAFF = "staff"
    INSTRUCTOR = "instructor"
    ANALYST = "analyst"
    HOLDER = "holder"
    OPERATOR = "operator"


class Status(StrEnum):
    """Standing of one participant in one course of a workshop."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    COMPLETED = "Completed"


class PriceKind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"
    REPLACEMENT = "replacement"


class ExpiryRule(StrEnum):
    SAME_DAY = "same_day"
    DAY_BEFORE = "day_before"
    END_OF_MONTH = "end_of_month"
    FIXED_DAY = "fixed_day"


class AnchorRule(StrEnum):
    COMPLETION = "completion"
    CARRY_FORWARD = "carry_forward"
    ASSIGNMENT = "assignment"


class CertificateState(StrEnum):
    OFFERED = "offered"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CourseTerms:
    """How long a certificate of a course holds. Months None: it never expires (unless fixed_day)."""

    months: int | None = None
    rule: ExpiryRule = ExpiryRule.SAME_DAY
    fixed_day: tuple[int, int] | None = None  # (month, day), with rule fixed_day only
    min_active_months: int = 0
    anchor: AnchorRule = AnchorRule.COMPLETION
    window_days: int = 0
    grace_days: int | None = None  # None: stays due, never lapses


@dataclass(frozen=True, slots=True)
class Term:
    """Calendar days of the organisation; `through` is the last valid day, None when it never ends."""

    start: date
    through: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A completion of `family`, of `min_version` or newer, at most `max_age_months` old on the workshop date."""

    family: str
    min_version: int = 1
    max_age_months: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    course_id: CourseId
    org_id: OrgId
    code: str
    title: str
    family: str
    version: int
    terms: CourseTerms
    due_days: int | None = 30
    due_months: int | None = None
    automatic: bool = False
    claim_step: bool = True
    requires: tuple[Prerequisite, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """One completion of a person, as far as a rule needs it."""

    family: str
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate of a person, as far as a rule needs it."""

    family: str
    version: int
    starts_on: date
    valid_through: date | None
    state: CertificateState


@dataclass(frozen=True, slots=True)
class Known:
    """What the organisation knows of one person: the facts that eligibility rests on."""

    person_id: PersonId
    first_name: str = ""
    last_name: str = ""
    archived: bool = False
    completions: tuple[Done, ...] = ()
    certificates: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell of a file, where, and how to cure it."""

    line: int
    column: str | None
    value: str | None
    code: str
    say: str
    cure: str

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("line", "column", "value", "code", "say", "cure")}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A certifying body on this instance."""

    org_id: OrgId
    slug: str
    name: str
    zone: str
    currency: str
    colour: str = "#1d4ed8"
    hold_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. An operator has no person; everybody else acts through one membership."""

    org_id: OrgId
    role: Role
    person_id: PersonId | None
    name: str
    address: str
    session_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection of single rows, by id."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class AllMatching:
    """Everything that a filter matches, resolved inside the transaction, never kept as ids."""

    status: str | None = None
    search: str = ""


Selection = Chosen | AllMatching


@dataclass(frozen=True, slots=True)
class LearnerFilter:
    """Which rows of the recertification lists: one row is one person in one family of courses.

    `courses` are codes and mean their families. `since` and `until` bound the due date of an open assignment, else
    the recertification date; both are included. `archived` None: archived people too. `departments`, `locations` and
    `managers` are values as they are kept; of each any one, none given: all.
    """

    on_list: str | None = None
    courses: tuple[str, ...] = ()
    search: str = ""
    since: date | None = None
    until: date | None = None
    archived: bool | None = None
    departments: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()


class LearnerOrder(StrEnum):
    """What the lists can be sorted by. DATE is the due date of an open assignment, else the recertification date."""

    DATE = "date"
    NAME = "name"
    COURSE = "course"
    LIST = "list"
    ASSIGNED = "assigned"
    THROUGH = "through"
    GRACE = "grace"
    FAMILY = "family"
    DEPARTMENT = "department"
    LOCATION = "location"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class LearnerCursor:
    """The place of one row in a sorted list: the next page begins after it, whatever was written meanwhile."""

    first: date | str | int
    second: date | str | int
    learner_id: int


@dataclass(frozen=True, slots=True)
class AllLearners:
    """Every row of the lists that a filter matches, but for the few that were unticked.

    Resolved inside the transaction, never kept as ids.
    """

    filter: LearnerFilter
    but: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """Where in an organisation somebody works, as that organisation says; empty: not said.

    `manager` is an address in normal form, or a name as written.
    """

    department: str = ""
    location: str = ""
    manager: str = ""
