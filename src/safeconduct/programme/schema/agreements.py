"""agreements.yaml: the register of what states have agreed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from safeconduct.programme.schema.common import (
    Basis,
    Country,
    Mark,
    Model,
    Sourced,
    SourceReferences,
    Words,
)


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
