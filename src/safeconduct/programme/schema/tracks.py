"""tracks/*.yaml: stage graphs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from safeconduct.errors import Place
from safeconduct.programme.schema.common import (
    Dated,
    Identifier,
    Identifiers,
    Model,
    SourceReferences,
    Words,
    named_twice,
)


class EndKind(StrEnum):
    """How a case may end."""

    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RETURNED = "returned"
    HALTED = "halted"
    COMPLETED = "completed"


class Outcome(Model):
    """One way in which a stage may end: the next stage, or an end of the case."""

    id: Identifier
    name: Words
    next: Identifier | None = None
    end: EndKind | None = None
    clears: Identifiers = ()
    reopens: Identifiers = ()
    against_the_person: bool = False
    four_eyes: bool = False

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Outcome:
        if (self.next is None) == (self.end is None):
            raise ValueError("an outcome has either `next` or `end`")
        return self


class TimeLimit(Model):
    """How long a stage may take, and what happens then."""

    after: str = Field(pattern=r"^P(\d+[YMD])+$")
    days: Literal["calendar", "working"] = "calendar"
    outcome: Identifier
    source: SourceReferences = ()


class Stage(Dated):
    """A step of a track: who acts, what it needs, and its outcomes."""

    name: Words
    text: Words
    actor: Annotated[
        str,
        Field(
            pattern=r"^(applicant|beneficiary|supporter|carrier|partner|clock|officer\.[a-z_]+)$",
            description="applicant, beneficiary, supporter, carrier, partner, clock or officer.ROLE",
        ),
    ]
    needs: Identifiers = Field(default=(), description="Conditions that must be met by here.")
    answers: Identifiers = Field(
        default=(), description="Gates that this stage puts the question of."
    )
    tags: tuple[Literal["departure", "transfer", "handover", "follow_up", "issuing"], ...] = ()
    limit: TimeLimit | None = None
    pool: Identifier | None = Field(default=None, description="Posts whose places it uses.")
    books: Identifier | None = Field(
        default=None, description="Fact that holds the day of an appointment at its pool's posts."
    )
    takes: Identifiers = Field(default=(), description="Caps from which it takes a place.")
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _outcomes_differ(self) -> Stage:
        if twice := named_twice(self.outcomes):
            raise ValueError(f"`outcomes` has `{twice}` twice")
        return self


class Track(Model):
    """tracks/ID.yaml: one stage graph."""

    id: Identifier
    name: Words
    summary: Words
    rules_as_of: Literal["filing", "decision", "entry"] = "decision"
    start: Identifier
    stages: tuple[Stage, ...] = Field(min_length=1)
    place: SkipJsonSchema[Place | None] = Field(default=None, exclude=True, repr=False)
