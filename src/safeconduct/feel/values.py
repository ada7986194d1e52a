"""The Python values that FEEL's durations and ranges come in and go out as.

The other types are Python's own: None, bool, str, int or Decimal (a float counts as the decimal
that it prints), date, time, datetime, list, dict.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Duration:
    """A FEEL duration: whole `months`, or `seconds` (to the microsecond), never both."""

    months: int | None = None
    seconds: int | Decimal | None = None

    def __post_init__(self) -> None:
        if (self.months is None) == (self.seconds is None):
            raise ValueError("A duration has either months or seconds.")


@dataclass(frozen=True, slots=True)
class Range:
    """A FEEL range. One written `(< 10)` has `operator` "<" and its endpoint as `high`."""

    low: object
    high: object
    low_closed: bool = True
    high_closed: bool = True
    operator: str | None = None
