"""programme.yaml: names, states, languages, sources, events."""

from __future__ import annotations

import datetime as dt
from datetime import date

from pydantic import Field

from safeconduct.programme.schema.common import (
    Country,
    Identifier,
    Mark,
    Model,
    Sourced,
    SourceReferences,
    Words,
)


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
