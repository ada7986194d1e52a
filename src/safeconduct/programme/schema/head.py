"""programme.yaml: names, states, languages, sources, events."""

from __future__ import annotations

import datetime as dt
from datetime import date

from pydantic import Field, model_validator

from safeconduct.programme.schema.common import (
    Country,
    Identifier,
    Mark,
    Model,
    Sourced,
    SourceReferences,
    Words,
)
from safeconduct.programme.schema.partial import PartialDate


class Source(Model):
    """A text that entries cite, with its date as far as it is known.

    One that bears no date says instead before or after which day it cannot have been written.
    """

    citation: str
    date: PartialDate | None = None
    not_before: dt.date | None = Field(
        default=None, description="For a text without a date: the first day that it can be of."
    )
    not_after: dt.date | None = Field(
        default=None, description="For a text without a date: the last day that it can be of."
    )
    address: str | None = None
    mark: Mark
    checked: dt.date | None = Field(
        default=None, description="The day on which someone last looked at it."
    )

    @model_validator(mode="after")
    def _is_dated(self) -> Source:
        given = [each for each in (self.date, self.not_before, self.not_after) if each]
        if len(given) != 1:
            raise ValueError(
                "a source has one of `date` (a day, a month or a year), `not_before` or `not_after`"
            )
        first = self.date.first if self.date else self.not_before
        if self.checked and first and self.checked < first:
            raise ValueError(f"checked ({self.checked}) lies before its own date ({first})")
        return self


class Event(Sourced):
    """Something that happened to the programme, for its history; the day as far as it is known."""

    on: PartialDate
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
    time_zone: str | None = Field(
        default=None,
        description="Where its days are counted, such as America/New_York; if left out, where it takes"
        " applications online, and else in UTC.",
    )
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
