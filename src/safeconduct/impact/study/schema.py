"""What a programme says for the question whether it works: measures, plan, donors, claims. Data, not code."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from safeconduct.impact.months import calendar_months, first_day, later
from safeconduct.impact.study import ways
from safeconduct.programme.schema import PartialDate, Source
from safeconduct.programme.schema.common import (
    Entry,
    Identifier,
    Identifiers,
    Mark,
    Model,
    SourceReferences,
    Words,
    named_twice,
)

#: A calendar month.
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Nationality = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|OTHER)$")]


#: What cells may tell apart beside measure and place.
_TOLD_APART = ("component", "authority", "nationality")


class Cells(Model):
    """Which rows of the figures are counted; a key that is left out is not told apart."""

    measure: Identifier = "encounters"
    place: Identifier
    component: Literal["USBP", "OFO"] | None = None
    authority: Literal["8", "42"] | None = None
    nationality: Nationality | None = None
    release: str | None = Field(
        default=None,
        description="Where several releases give these figures: the one that is meant.",
    )

    def shares(self, other: Cells) -> bool:
        """Whether something may be counted in both, whatever release it is from."""
        places = {self.place, other.place}
        if self.measure != other.measure or (len(places) > 1 and "nationwide" not in places):
            return False
        told = ((getattr(self, name), getattr(other, name)) for name in _TOLD_APART)
        return all(None in (own, its) or own == its for own, its in told)


class Role(StrEnum):
    """What a measure is for in the study."""

    OUTCOME = "outcome"
    #: Where people may have gone instead.
    DISPLACEMENT = "displacement"
    #: What the programme itself does.
    PROGRAMME = "programme"
    #: Shown to say why it is no outcome.
    CONTEXT = "context"


class Measure(Entry):
    """Something that is counted month by month."""

    name: Words
    role: Role
    cells: tuple[Cells, ...] = Field(min_length=1, description="Rows that are added up.")
    beware: Words | None = None
    part_of: Identifier | None = Field(
        default=None,
        description="The measure of which these are a part, so that they are never added to it.",
    )


class Window(Entry):
    """Months that are looked at together, after the measure began."""

    name: Words
    first: Month
    last: Month
    also: Words | None = Field(
        default=None, description="What else began in these months, so that it is not told apart."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"last ({self.last}) lies before first ({self.first})")
        return self


class Donor(Entry):
    """A series that may stand for what would have happened."""

    name: Words
    cells: tuple[Cells, ...] = Field(min_length=1)
    treated_from: Month | None = Field(
        default=None,
        description="From this month on a like measure holds for it, and it is no donor.",
    )
    because: Words | None = None
    source: SourceReferences = ()

    @model_validator(mode="after")
    def _explained(self) -> Donor:
        if self.treated_from and not self.because:
            raise ValueError("a donor with `treated_from` says `because` of what")
        return self


class Limit(Entry):
    """Something that the figures cannot tell apart; printed with every result that it concerns."""

    text: Words
    windows: Identifiers = Field(default=(), description="The windows it concerns; none: all.")
    source: SourceReferences = ()


class Checks(Model):
    """Where each check of an estimate draws its line: one that fails cannot lead."""

    months_before: int = Field(
        default=24, ge=2, description="Months before the start that every model needs."
    )
    months_for_each: int = Field(
        default=4, ge=1, description="Months before the start for each thing that is estimated."
    )
    fit_before: float = Field(
        default=0.5, gt=0, description="Share by which the months before may miss the fit."
    )
    fit_of_mixture: float = Field(
        default=0.15, gt=0, description="The same for a synthetic control."
    )
    within_what_was_seen: float = Field(
        default=1.5,
        ge=1,
        description="Times the highest month before that an expected month may reach.",
    )
    p_value: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="Below it months are taken to remember one another, or to have moved apart before.",
    )
    memory: float = Field(
        default=0.6, gt=0, lt=1, description="Autocorrelation that robust errors are trusted with."
    )
    one_donor: float = Field(
        default=0.5, gt=0, description="Share of the effect that may hang on one donor."
    )
    donors: int = Field(default=5, ge=2, description="Donors that a comparison needs.")


class Plan(Model):
    """What will be estimated and how, written down before the outcome is looked at."""

    registered: date
    said_honestly: Words = Field(description="What was known of the outcome when this was written.")
    event: Identifier = Field(description="The programme's event whose effect is asked for.")
    outcome: Identifier
    before_from: Month
    before_until: Month
    also_before: tuple[Month, ...] = Field(
        default=(),
        description="Other first months from which the headline's window is estimated once more. What "
        "comes of it is told and never leads.",
    )
    left_out: tuple[Month, ...] = Field(
        default=(),
        description="Months that are neither before nor after: the measure began in them.",
    )
    windows: tuple[Window, ...] = Field(min_length=1)
    headline: Identifier = Field(description="The window of which the verdict speaks.")
    methods: tuple[ways.Name, ...] = Field(min_length=1)
    headline_methods: tuple[ways.Named, ...] = Field(
        min_length=1,
        description="Which exact estimates may lead, one for each method, in this order: the first whose "
        "own checks pass gives the headline. A method without its way means the first way: "
        + ", ".join(each[0] for each in ways.WAYS.values())
        + ".",
    )
    checks: Checks = Field(
        default=Checks(), description="Where the checks draw their lines; the usual ones if absent."
    )
    seed: int = 20221012

    @property
    def leading(self) -> tuple[str, ...]:
        """The exact estimates that may lead, in their order."""
        return tuple(ways.way_of(named) for named in self.headline_methods)

    @model_validator(mode="after")
    def _fits(self) -> Plan:
        if self.before_until < self.before_from:
            raise ValueError(
                f"before_until ({self.before_until}) lies before before_from ({self.before_from})"
            )
        for month in self.also_before:
            if month == self.before_from or not month < self.before_until:
                raise ValueError(
                    f"also_before names {month}, which is no other beginning before {self.before_until}"
                )
        for window in self.windows:
            if window.first <= self.before_until:
                raise ValueError(f"window {window.id} begins before the months before are over")
        begin = min(window.first for window in self.windows)
        between = tuple(calendar_months(self.before_until, begin)[1:-1])
        if self.left_out != between:
            raise ValueError(
                f"left_out has to name the months between before_until ({self.before_until}) and the "
                f"first window ({begin}): {', '.join(between) or 'none'}"
            )
        if self.headline not in {window.id for window in self.windows}:
            raise ValueError(f"headline names no window: {self.headline!r}")
        self._one_way_leads()
        return self

    def _one_way_leads(self) -> None:
        """Of two ways of one method the better looking one could be picked afterwards."""
        leading = [ways.method_of(way) for way in self.leading]
        for method in leading:
            if method not in self.methods:
                raise ValueError(f"headline_methods names {method}, which is not among methods")
            if leading.count(method) > 1:
                raise ValueError(
                    f"headline_methods names more than one way of {method}: only one may lead"
                )


class StudyFile(Model):
    """impact/study.yaml"""

    measures: tuple[Measure, ...] = Field(min_length=1)
    plan: Plan
    donors: tuple[Donor, ...] = ()
    limits: tuple[Limit, ...] = ()

    @model_validator(mode="after")
    def _names_hold(self) -> StudyFile:
        known = {measure.id for measure in self.measures}
        twice = named_twice(self.measures) or named_twice(self.donors)
        if twice or (twice := named_twice(self.plan.windows)):
            raise ValueError(f"two entries are called {twice!r}")
        for measure in self.measures:
            if measure.part_of and (measure.part_of not in known or measure.part_of == measure.id):
                raise ValueError(f"{measure.id} is part of no other measure: {measure.part_of!r}")
        if self.plan.outcome not in known:
            raise ValueError(f"plan.outcome names no measure: {self.plan.outcome!r}")
        roles = {measure.id: measure.role for measure in self.measures}
        if roles[self.plan.outcome] is not Role.OUTCOME:
            raise ValueError(f"plan.outcome {self.plan.outcome!r} has not the role outcome")
        outcome = next(one for one in self.measures if one.id == self.plan.outcome)
        for donor in self.donors:
            if any(own.shares(its) for own in donor.cells for its in outcome.cells):
                raise ValueError(
                    f"donor {donor.id} counts what the outcome {outcome.id} counts: nothing is "
                    "compared with itself"
                )
        windows = {window.id for window in self.plan.windows}
        for limit in self.limits:
            for name in limit.windows:
                if name not in windows:
                    raise ValueError(f"limit {limit.id} names no window: {name!r}")
        return self


class Comparison(Entry):
    """One way to take a claim's words: which measure, which months against which."""

    words: Words = Field(description="What the claim means, taken this way.")
    measure: Identifier
    before: tuple[Month, Month] = Field(description="First and last month that is compared with.")
    after: tuple[Month, Month]
    reading: Literal["own_words", "beside", "fixed"] = Field(
        default="own_words",
        description="own_words: the claim's words can be taken so. beside: other months than it speaks of,"
        " put beside it because its own days are not published. fixed: the comparison that is the same for"
        " every claim about the same people.",
    )


class Then(Model):
    """A figure as it was published by the day of the claim; today's may differ."""

    measure: Identifier
    month: Month
    count: int = Field(ge=0)
    source: SourceReferences
    published: PartialDate
    mark: Mark


class Needs(StrEnum):
    """What a claim rests on that is not published by month."""

    DAYS = "days"
    NAMED_WINDOW = "named_window"


class Claim(Entry):
    """What somebody said of the programme's effect, and how it could be counted again."""

    said_on: PartialDate
    by: Words
    words: Words = Field(description="What was said, told in our words.")
    source: SourceReferences
    mark: Mark
    fall: tuple[float, float] | None = Field(
        default=None,
        description="The fall that was claimed as a share, from at least to at most; none: no number.",
    )
    needs: Needs | None = Field(
        default=None,
        description="What it would take to count it again, and is not published by month.",
    )
    comparisons: tuple[Comparison, ...] = ()
    then: tuple[Then, ...] = ()
    about: Words | None = Field(default=None, description="What to know when reading it.")

    @model_validator(mode="after")
    def _can_be_counted(self) -> Claim:
        if not self.comparisons and self.needs is None:
            raise ValueError("a claim has `comparisons`, or says in `needs` why it has none")
        if self.fall and not 0 <= self.fall[0] <= self.fall[1] <= 1:
            raise ValueError(f"fall has to be two shares in order, from 0 to 1, not {self.fall}")
        for one in self.comparisons:
            end = later(first_day(one.after[1]), 1)
            if one.reading == "own_words" and self.said_on.last < end:
                raise ValueError(
                    f"comparison {one.id}: {one.after[1]} was not over when the claim was made "
                    f"({self.said_on}), so its words cannot mean it; its reading is `beside`"
                )
        return self


class ClaimsFile(Model):
    """impact/claims.yaml"""

    sources: dict[str, Source] = Field(
        default_factory=dict,
        description="Texts that only claims cite; the programme's own hold too.",
    )
    claims: tuple[Claim, ...]


class Step(StrEnum):
    """The steps between a return and an arrival, by which a promise is counted."""

    RETURNED = "returned"
    COULD_APPLY = "could_apply"
    APPLIED = "applied"
    APPROVED = "approved"
    ARRIVED = "arrived"


class Published(Entry):
    """One published figure about the way through the programme."""

    step: Step
    count: int = Field(ge=0)
    #: Over which months; or everything up to a day.
    first: Month | None = None
    last: Month | None = None
    as_of: PartialDate | None = None
    nationality: Nationality | None = None
    at_least: bool = Field(default=False, description="The source says `more than`.")
    rounded: bool = False
    source: SourceReferences
    mark: Mark
    note: Words | None = None


class StepCells(Model):
    """Which monthly figures count a step."""

    step: Step
    cells: tuple[Cells, ...]
    means: Words


class ReturnedPerson(Model):
    """What is known of everyone who was returned in a month: facts, with the day of the return left open.

    The text `{day}` in a fact stands for a day of the month; the rules of the month's last day are asked for
    a return on its first and on its last.
    """

    track: Identifier
    facts: dict[str, Any]


class PromiseFile(Model):
    """impact/promise.yaml: what is published about those who were returned, applied, and arrived."""

    sources: dict[str, Source] = Field(default_factory=dict)
    months: tuple[Month, Month]
    returned: ReturnedPerson
    monthly: tuple[StepCells, ...] = ()
    published: tuple[Published, ...] = ()
    of_those_returned: Words = Field(
        description="What is published on how many of the returned applied, and what is not."
    )
