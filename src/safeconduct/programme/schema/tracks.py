"""tracks/*.yaml: stage graphs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from safeconduct.errors import Place
from safeconduct.programme.schema.common import (
    Basis,
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
    by: Annotated[str, Field(pattern=r"^officer\.[a-z_]+$")] | None = Field(
        default=None, description="The officers who bring it about, if not the stage's actor."
    )

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
    runs_from: Identifier | None = Field(
        default=None,
        description="A stage that was passed before: the time runs from the day on which it was left.",
    )
    source: SourceReferences = ()


class Reminders(Model):
    """How long before the end of a stage's time limit the person is reminded, and of what."""

    before: tuple[Annotated[str, Field(pattern=r"^P\d+D$")], ...] = Field(min_length=1)
    basis: Basis
    source: SourceReferences = ()
    text: Words

    @property
    def days(self) -> tuple[int, ...]:
        """The days before the last day, the most first."""
        return tuple(sorted({int(period[1:-1]) for period in self.before}, reverse=True))


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
    records: Identifiers = Field(
        default=(),
        description="Facts that have to be on record before this stage leads on, whatever they say.",
    )
    asks: Identifiers = Field(
        default=(),
        description="Facts that its actor is asked here though no rule needs them; any answer will do,"
        " and none at all.",
    )
    rests_on: Identifiers = Field(
        default=(),
        description="Facts on which rests what officers found here. If one changes before what the person"
        " travels on is issued, they look at what changed, and until then nothing is decided.",
    )
    tags: tuple[
        Literal["departure", "transfer", "handover", "follow_up", "issuing", "together"], ...
    ] = Field(
        default=(),
        description="What the stage is: `issuing` gives what the person travels on; a family goes on"
        " only together there, and where it is `together`.",
    )
    limit: TimeLimit | None = None
    reminders: Reminders | None = Field(
        default=None, description="Reminders before the time limit is over."
    )
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
        if self.rests_on and not self.actor.startswith("officer."):
            raise ValueError("`rests_on` asks officers to look again, and none act here")
        if self.reminders and not self.limit:
            raise ValueError("`reminders` come before the end of a `limit`, and there is none")
        return self

    def actor_of(self, outcome: Outcome | None) -> str:
        """Who brings an outcome about: the stage's actor, unless the outcome names officers."""
        return (outcome.by if outcome else None) or self.actor

    @property
    def goes_together(self) -> bool:
        """Whether a family's cases lead on from here only together."""
        return "issuing" in self.tags or "together" in self.tags


class Review(Dated):
    """How an outcome against the person is looked at again: within what time, and by whom."""

    within: str = Field(
        pattern=r"^P(\d+[YMD])+$", description="The time for asking, from the day of the decision."
    )
    text: Words


class SecondLook(Dated):
    """A share of what was decided at a stage that a second officer looks at afterwards, drawn by lot."""

    name: Words
    text: Words
    stage: Identifier
    share_percent: int = Field(
        ge=1, le=100, description="Of decisions for and of decisions against, each by itself."
    )
    ground: Identifier | None = Field(
        default=None,
        description="A fact of type choice that says on what ground it was decided: agreement is counted"
        " by it.",
    )


class Repeat(Dated):
    """What a stage's officers are shown when it stands in other cases too. It is a fact, and no score."""

    name: Words
    text: Words
    stage: Identifier
    facts: Identifiers = Field(
        default=(),
        description="Texts about a supporter, such as a telephone number, that are compared.",
    )
    more_than: int | None = Field(
        default=None, ge=1, description="Declarations of one supporter, of which more are shown."
    )


class CheckIn(Dated):
    """After arrival: so many days later people are asked whether the support is there, and help follows."""

    name: Words
    after: Identifier = Field(description="The stage with whose end the days begin to count.")
    days: tuple[Annotated[int, Field(ge=1, le=3650)], ...] = Field(min_length=1)
    question: Words = Field(description="What the person is asked.")
    supporter_question: Words | None = Field(
        default=None,
        description="What the supporter is asked, apart; without it they are not asked.",
    )
    office: Annotated[str, Field(pattern=r"^officer\.[a-z_]+$")] = Field(
        description="Who takes up the answer “no, I need help”."
    )
    next_steps: Words = Field(description="What that office does first.")
    told: Words = Field(description="What whoever asks for help is told.")


class PartyChange(Dated):
    """How another takes the place of a party whose part ends before the decision."""

    party: Literal["supporter"] = Field(description="Whose part can end, and be another's.")
    at: Identifiers = Field(min_length=1, description="Stages at which it may end.")
    to: Identifier = Field(
        description="The person's stage at which the case waits until another is named."
        " Its time limit is the time for it."
    )
    by: tuple[Annotated[str, Field(pattern=r"^officer\.[a-z_]+$")], ...] = Field(
        default=(),
        description="Officers who may end it too, with reasons, beside the person and the party.",
    )
    name: Words
    text: Words


class Track(Model):
    """tracks/ID.yaml: one stage graph."""

    id: Identifier
    name: Words
    summary: Words
    rules_as_of: Literal["filing", "decision", "entry"] = "decision"
    start: Identifier
    stages: tuple[Stage, ...] = Field(min_length=1)
    reviews: tuple[Review, ...] = Field(
        default=(), description="The right to a review, dated; without one there is no end to it."
    )
    repeats: tuple[Repeat, ...] = Field(
        default=(), description="What officers are shown that stands in other cases too, dated."
    )
    check_ins: tuple[CheckIn, ...] = Field(
        default=(), description="What is asked after arrival, dated."
    )
    second_looks: tuple[SecondLook, ...] = Field(
        default=(),
        description="What is looked at a second time afterwards, dated. It changes nothing.",
    )
    party_changes: tuple[PartyChange, ...] = Field(
        default=(),
        description="Whether another may take the place of a party, dated; without one nobody may.",
    )
    place: SkipJsonSchema[Place | None] = Field(default=None, exclude=True, repr=False)

    def changes_at(self, stage: str, day: date) -> tuple[PartyChange, ...]:
        """The parties whose place another may take while a case is at the stage."""
        return tuple(one for one in self.party_changes if one.in_force(day) and stage in one.at)

    def with_changes(self, stage: Stage, day: date) -> Stage:
        """The stage with every way out of it: its outcomes, and where the end of a part leads.

        For what follows the graph or draws it; nobody chooses a change as they do an outcome.
        """
        ways = tuple(
            Outcome(id=one.id, name=one.name, next=one.to) for one in self.changes_at(stage.id, day)
        )
        return stage.model_copy(update={"outcomes": (*stage.outcomes, *ways)}) if ways else stage
