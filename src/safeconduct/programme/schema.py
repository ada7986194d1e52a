"""The shape of a programme folder: one frozen model per kind of entry.

Every entry that a person could dispute is *dated* (`from`, and `until` as its last day) and *sourced*
(`basis`, `source`, `mark`). What a person reads is a `Words`: one text per language.
"""

from __future__ import annotations

import datetime as dt
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from safeconduct.errors import Place

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Words = dict[str, str]


def _as_tuple(given: Any) -> Any:
    """One value may stand where a list is meant: `source: ven-22` and `source: [ven-22, pia-073]`."""
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


SourceReferences = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_tuple),
    Field(description="One or more `source-id` or `source-id#heading`."),
]
Identifiers = Annotated[tuple[Identifier, ...], BeforeValidator(_as_tuple)]


class Basis(StrEnum):
    """Where an entry comes from: an instrument, a report, or our own duty."""

    RECORDED = "recorded"
    REPORTED = "reported"
    REQUIRED = "required"


class Mark(StrEnum):
    """How far an entry was checked: read itself, read in a report, unverified, calculated."""

    VERIFIED = "V"
    SECONDARY = "S"
    UNVERIFIED = "U"
    CALCULATED = "C"


class Model(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Entry(Model):
    """Anything with a name of its own; `place` is where it stands, for messages."""

    id: Identifier
    place: SkipJsonSchema[Place | None] = Field(default=None, exclude=True, repr=False)


class Sourced(Entry):
    """An entry that says on what it rests."""

    basis: Basis
    source: SourceReferences = ()
    mark: Mark | None = None


class Dated(Sourced):
    """A sourced entry that is in force from a day to a last day; no `until` means open."""

    from_: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.until and self.until < self.from_:
            raise ValueError(f"until ({self.until}) lies before from ({self.from_})")
        return self

    def in_force(self, day: date) -> bool:
        """Whether the entry is in force on that day; both ends count."""
        return self.from_ <= day and (self.until is None or day <= self.until)


# --- programme.yaml --------------------------------------------------------------------------------


class Source(Model):
    """A text that entries cite."""

    citation: str
    date: dt.date
    address: str | None = None
    mark: Mark
    checked: dt.date | None = Field(
        default=None, description="The day on which someone last looked at it."
    )


class Event(Sourced):
    """Something that happened to the programme on a day, for its history."""

    on: date
    title: Words
    text: Words | None = None


class VariantName(Model):
    """A variant's name as the programme lists it; its overlay stands in variants/ID.yaml."""

    id: Identifier
    name: Words
    summary: Words
    runs_casework: bool = True


class Dependency(Sourced):
    """What a limb of the programme depends on; when it fails, issuing stops first."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    track: Identifier
    agreement: Identifier
    party: Country
    commitment: Words
    last_check: date
    if_it_fails: Words


class Retention(Model):
    """How long personal values are kept after a case ends."""

    personal_values: str = Field(pattern=r"^P\d+[YMD]$")
    source: SourceReferences = ()


class Programme(Model):
    """programme.yaml."""

    id: Identifier
    name: Words
    summary: Words
    states: tuple[Country, ...]
    languages: tuple[str, ...] = Field(min_length=1)
    starts: date
    ends: date | None = None
    default_variant: Identifier | None = None
    variants: tuple[VariantName, ...] = ()
    sources: dict[str, Source]
    events: tuple[Event, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    retention: Retention | None = None
    result_words: dict[str, dict[str, Words]] = Field(
        default_factory=dict,
        description="Per track, what `eligible`, `barred` and `open` mean in plain words.",
    )


# --- facts.yaml ------------------------------------------------------------------------------------


class Option(Model):
    """One value that a choice may have."""

    id: Identifier
    label: Words


FactKind = Literal["boolean", "integer", "money", "text", "choice", "country", "date", "records"]


class Fact(Entry):
    """A fact that may be known of a person, family, supporter or request. Declared once."""

    of: Literal["person", "family", "supporter", "request"] = "person"
    type: FactKind
    may_be_none: bool = Field(
        default=False, description="Whether 'there is none' is a possible answer."
    )
    label: Words
    question: Words | None = None
    help: Words | None = None
    none_label: Words | None = Field(default=None, description="The answer that means 'none'.")
    options: tuple[Option, ...] = ()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    fields: tuple[Fact, ...] = ()
    supplied_by: Literal["applicant", "supporter", "officer", "partner", "system"] = "applicant"
    proved_by: tuple[str, ...] = ()
    sensitivity: Literal["ordinary", "personal", "protection"] = "personal"

    @model_validator(mode="after")
    def _fits_its_type(self) -> Fact:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("`options` belong to a fact of type choice, and to no other")
        if (self.type == "money") != bool(self.currency):
            raise ValueError("`currency` belongs to a fact of type money, and to no other")
        if (self.type == "records") != bool(self.fields):
            raise ValueError("`fields` belong to a fact of type records, and to no other")
        if any(field.type == "records" for field in self.fields):
            raise ValueError("a record cannot hold records")
        return self


# --- rules/*.yaml ----------------------------------------------------------------------------------


class Leaf(Model):
    """One short FEEL expression, with its own reason and citation where they differ."""

    is_: str = Field(alias="is")
    id: Identifier | None = None
    text: Words | None = None
    unknown: Words | None = None
    source: SourceReferences = ()
    mark: Mark | None = None


class All(Model):
    """Met when every part is met."""

    all: tuple[Logic, ...] = Field(min_length=1)


class AnyOf(Model):
    """Met when one part is met."""

    any: tuple[Logic, ...] = Field(min_length=1)


class Not(Model):
    """Met when its part is not met."""

    not_: Logic = Field(alias="not")


def _kind_of_logic(given: Any) -> str | None:
    """Tells pydantic which model a part of `when` is, so that a mistake gives one message, not five."""
    if isinstance(given, str):
        return "leaf"
    keys = set(given) if isinstance(given, dict) else set()
    by_key = {"is": "is", "all": "all", "any": "any", "not": "not"}
    found = [word for key, word in by_key.items() if key in keys]
    if found:
        return found[0]
    by_type: dict[type, str] = {Leaf: "is", All: "all", AnyOf: "any", Not: "not"}
    return by_type.get(type(given))


Logic = Annotated[
    Annotated[str, Tag("leaf")]
    | Annotated[Leaf, Tag("is")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind_of_logic),
]


class Disputed(Model):
    """Another authority's statement, shown beside the answer."""

    says: Words
    source: SourceReferences
    mark: Mark
    on: date | None = None


class Condition(Dated):
    """A requirement, a bar, or an exception to bars.

    `when` is the statement. A requirement has to be met; a bar that is met stands in the way, unless
    an exception that names it (`to`) is met.
    """

    kind: Literal["requirement", "bar", "exception"]
    track: Identifier
    to: Identifiers = ()
    when: Logic
    text: Words
    unknown: Words | None = None
    remedy: Words | None = Field(
        default=None, description="What would have to be different, for someone who is barred."
    )
    disputed: tuple[Disputed, ...] = ()
    note: Words | None = None
    group: Words | None = Field(default=None, description="Heading under which a page lists it.")

    @model_validator(mode="after")
    def _exception_names_bars(self) -> Condition:
        if self.kind != "exception" and self.to:
            raise ValueError("only an exception has `to`")
        return self

    @property
    def is_draft(self) -> bool:
        """Whether it rests on an unverified source alone: such a rule bars nobody."""
        return self.mark is Mark.UNVERIFIED


# --- agreements.yaml -------------------------------------------------------------------------------


class AgreementStatus(StrEnum):
    """What states have made of an agreement."""

    IN_TALKS = "in_talks"
    DECLINED = "declined"
    ANNOUNCED = "announced"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"
    ENDED = "ended"


class StatusEntry(Model):
    """A status from a day on, as one party or source has it. Claims are kept apart."""

    status: AgreementStatus
    from_: date = Field(alias="from")
    until: date | None = None
    by: str = Field(description="Whose word it is: a country code, or the publisher.")
    basis: Basis = Basis.REPORTED
    source: SourceReferences
    mark: Mark
    note: Words | None = None


class CourtStatus(Model):
    """What a court has made of the legal basis, from a day on.

    A judgment may be given on one day and take effect on a later one (`takes_effect`).
    """

    status: Literal["in_force", "vacated_with_delayed_effect", "stayed", "vacated", "ended"]
    from_: date = Field(alias="from")
    until: date | None = None
    takes_effect: date | None = None
    by: str = Field(description="The court or authority.")
    source: SourceReferences
    mark: Mark
    note: Words | None = None


class Term(Sourced):
    """One thing that was agreed or sought."""

    text: Words
    party: Country | None = None
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    size: int | None = Field(default=None, ge=0)
    per: Literal["day", "week", "month", "year", "total"] | None = None
    deadline: str | None = Field(default=None, pattern=r"^P(\d+[YMD])+$")
    days: Literal["calendar", "working"] | None = None


class Agreement(Sourced):
    """What two or more states have agreed, term by term, with its history by party."""

    name: Words
    parties: tuple[str, ...] = Field(min_length=1, description="Country codes, or EU, or unnamed.")
    instrument: Literal[
        "treaty", "protocol", "joint_statement", "announcement", "remark", "practice"
    ]
    covers: Words
    nationalities: tuple[Country, ...] = ()
    legal_basis: Words | None = None
    legal_basis_history: tuple[CourtStatus, ...] = ()
    terms: tuple[Term, ...] = ()
    history: tuple[StatusEntry, ...] = Field(min_length=1)


# --- tracks/*.yaml ---------------------------------------------------------------------------------


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
    takes: Identifiers = Field(default=(), description="Caps from which it takes a place.")
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class Track(Model):
    """tracks/ID.yaml: one stage graph."""

    id: Identifier
    name: Words
    summary: Words
    rules_as_of: Literal["filing", "decision", "entry"] = "decision"
    start: Identifier
    stages: tuple[Stage, ...] = Field(min_length=1)
    place: SkipJsonSchema[Place | None] = Field(default=None, exclude=True, repr=False)


# --- posts.yaml, limits.yaml, safeguards.yaml ------------------------------------------------------


class Post(Dated):
    """A consulate, port or transfer point."""

    name: Words
    kind: Literal["embassy", "consulate", "port_of_entry", "transfer_point", "online"]
    country: Country
    pool: Identifier | None = None
    time_zone: str
    hours: str | None = Field(default=None, pattern=r"^\d\d:\d\d-\d\d:\d\d$")
    holidays: tuple[str, ...] = Field(
        default=(), description="Country codes whose holidays close it."
    )
    places_a_day: int | None = Field(default=None, ge=0)


class Cap(Dated):
    """Most grants in a period: what counts, from when, and whether a place comes back."""

    name: Words
    text: Words
    counts: Words
    size: int = Field(ge=0)
    period: Literal["total", "year", "month", "day"]
    shared_by: tuple[str, ...] = Field(default=(), description="Who draws on it together.")
    comes_back: bool = False
    holds: Literal["admission", "return"] | None = None


class Selection(Dated):
    """In what order filings are taken."""

    name: Words
    text: Words
    method: Literal["oldest_first", "random", "split"]
    random_share_percent: int | None = Field(default=None, ge=0, le=100)


class Gate(Sourced):
    """A safeguard that must be answered for this person by a named officer."""

    name: Words
    text: Words
    when: Literal["before_departure", "during", "after", "throughout"]
    override: Literal["never", "with_reasons"] = "never"


# --- examples.yaml ---------------------------------------------------------------------------------


class Expectation(Model):
    """What an example expects of a track."""

    result: Literal["eligible", "barred", "open"] | None = None
    findings: dict[str, Literal["met", "not_met", "unknown"]] = Field(default_factory=dict)
    by: tuple[str, ...] | None = Field(
        default=None, description="Exactly the conditions that stand in the way."
    )
    ask: tuple[str, ...] | None = Field(
        default=None, description="The first facts to ask, in order."
    )


class Example(Entry):
    """A worked case with the expected findings, for a lawyer to read."""

    title: Words
    law: str | None = Field(default=None, description="Which entries or sources it illustrates.")
    variant: tuple[Identifier, ...] | Identifier | None = Field(
        default=None, description="One, several, or none for every variant."
    )
    track: Identifier
    as_of: date
    like: Identifier | None = None
    without: Identifiers = Field(
        default=(), description="Facts of the like-person that are unknown."
    )
    facts: dict[str, Any] = Field(default_factory=dict)
    expect: Expectation


class ExamplePerson(Entry):
    """Facts that several examples share."""

    facts: dict[str, Any]


class Examples(Model):
    """examples.yaml."""

    people: tuple[ExamplePerson, ...] = ()
    examples: tuple[Example, ...] = ()


class Assumption(Entry):
    """A value for planning only, kept apart from law."""

    text: Words
    value: float | int | str
    unit: str | None = None
    source: SourceReferences = ()
    mark: Mark | None = None


# --- whole files, for the published JSON Schemas ---------------------------------------------------


class FactsFile(Model):
    """facts.yaml"""

    facts: tuple[Fact, ...]


class RulesFile(Model):
    """rules/*.yaml"""

    rules: tuple[Condition, ...]


class AgreementsFile(Model):
    """agreements.yaml"""

    agreements: tuple[Agreement, ...]


class PostsFile(Model):
    """posts.yaml"""

    posts: tuple[Post, ...]


class LimitsFile(Model):
    """limits.yaml"""

    caps: tuple[Cap, ...] = ()
    selections: tuple[Selection, ...] = ()


class SafeguardsFile(Model):
    """safeguards.yaml"""

    gates: tuple[Gate, ...]


class AssumptionsFile(Model):
    """assumptions.yaml"""

    assumptions: tuple[Assumption, ...]


# --- overlays --------------------------------------------------------------------------------------


class OverlayHead(Model):
    """The first lines of variants/ID.yaml or of a trial change."""

    extends: str
    id: Identifier
    name: Words | None = None
    summary: Words | None = None
    runs_casework: bool = True

    @field_validator("extends")
    @classmethod
    def _not_empty(cls, given: str) -> str:
        if not given.strip():
            raise ValueError("`extends` names a programme, or PROGRAMME:VARIANT")
        return given


All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
Condition.model_rebuild()
Fact.model_rebuild()
