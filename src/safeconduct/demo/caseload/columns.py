"""Arrays of codes and days as Polars columns, in the form that a table of people has.

A value that is absent is unknown. Where a fact may be none, `FACT.known` tells the two apart: null
beside true is none, null beside false is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from safeconduct.demo.caseload.assumptions import UNKNOWN, Mask, Whole
from safeconduct.demo.figures import OTHER, encounters

#: Countries that the invented people have to do with; the rest of the publisher is no country.
COUNTRIES = tuple(
    sorted({*encounters()["nationality"].unique(), "US", "PA", "CL", "ES", "IT", "PT"} - {OTHER})
)
FAMILY_RELATIONS = ("spouse", "common_law_partner", "unmarried_child_under_21", "other")
MANNERS = ("regular", "irregular", "handed_over")
BORDERS = ("southwest", "northern", "coastal", "other")
DEPARTURES = ("voluntary_departure", "withdrawal", "expelled", "removed")
SUPPORTER_STATUSES = (
    "citizen",
    "national",
    "permanent_resident",
    "lawful_nonimmigrant",
    "tps_holder",
    "asylee",
    "refugee",
    "parolee",
    "deferred_action",
    "ded",
    "none_of_these",
)
PAROLE_REASONS = ("urgent_humanitarian", "significant_public_benefit")
#: Answers to a question of yes or no; the position is the code.
NO_OR_YES = ("no", "yes")


def country_code(country: str) -> int:
    """The code of a country, UNKNOWN for the publisher's rest."""
    return UNKNOWN if country == OTHER else COUNTRIES.index(country)


def choice(
    name: str, codes: Whole, options: Sequence[str], *, may_be_none: bool = False
) -> list[pl.Series]:
    """A column of options, by their positions."""
    values = pl.Series(list(options), dtype=pl.Enum(options)).gather(_or_null(codes, pl.UInt16))
    return [values.alias(name), *_known(name, codes, may_be_none)]


def boolean(name: str, codes: Whole) -> list[pl.Series]:
    """A column of true and false, from 1 and 0."""
    return [_or_null(codes, pl.UInt16).cast(pl.Boolean).alias(name)]


def day(name: str, days: Whole, *, may_be_none: bool = False) -> list[pl.Series]:
    """A column of dates, from days since 1970-01-01."""
    dates = _or_null(days, pl.Int32).cast(pl.Date)
    return [dates.alias(name), *_known(name, days, may_be_none)]


def has_value(codes: Whole) -> Mask:
    """Where there is a value, not NONE and not UNKNOWN. No day of a living person lies as low."""
    return np.asarray(codes > -900_000)


def _or_null(codes: Whole, dtype: type[pl.DataType]) -> pl.Series:
    present = has_value(codes)
    filled = pl.Series("code", np.where(present, codes, 0)).cast(dtype)
    if present.all():
        return filled
    columns = pl.DataFrame([filled, pl.Series("present", present)])
    return columns.select(pl.when("present").then("code").alias("code")).to_series()


def _known(name: str, codes: Whole, may_be_none: bool) -> list[pl.Series]:
    return [pl.Series(f"{name}.known", codes != UNKNOWN)] if may_be_none else []
