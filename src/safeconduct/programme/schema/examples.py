"""examples.yaml and assumptions.yaml: worked cases, and values for planning only."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from safeconduct.programme.schema.common import (
    Entry,
    Identifier,
    Identifiers,
    Mark,
    Model,
    SourceReferences,
    Words,
)


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
