"""posts.yaml, limits.yaml, safeguards.yaml: where, how many, and what has to be done first."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from safeconduct.programme.schema.common import Country, Dated, Identifier, Sourced, Words


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
    size: int = Field(
        ge=0,
        description="Most places in a period. The number in force on the day counts for the whole period;"
        " a change is a new dated entry.",
    )
    period: Literal["total", "year", "month", "day"]
    shared_by: tuple[str, ...] = Field(default=(), description="Who draws on it together.")
    comes_back: bool = Field(
        default=False,
        description="Whether a used place is free again when what it was used for came to nothing and no"
        " review can give it back.",
    )
    holds: Literal["admission", "return"] | None = None


class Selection(Dated):
    """In what order filings are taken."""

    name: Words
    text: Words
    stage: Identifier | None = Field(
        default=None, description="The stage whose waiting cases are taken in this order."
    )
    method: Literal["oldest_first", "random", "split"]
    random_share_percent: int | None = Field(default=None, ge=0, le=100)


class Gate(Sourced):
    """A safeguard that must be answered for this person by a named officer."""

    name: Words
    text: Words
    when: Literal["before_departure", "during", "after", "throughout"]
    override: Literal["never", "with_reasons"] = "never"
