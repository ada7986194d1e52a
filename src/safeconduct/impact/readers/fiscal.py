"""Fiscal years and names of months, as US publishers write them, to calendar months.

Fiscal year 2023 is October 2022 to September 2023.
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from safeconduct.impact.readers.source import Rows

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
FIRST_OF_FISCAL_YEAR = 10
#: Years of which figures may be: a number outside is a slip, not a year.
FIRST_YEAR, LAST_YEAR = 1990, 2099
_YEAR = re.compile(r"^([0-9]{4})(?:\s+(?:\(FYTD\)|YTD))?$")
_NUMBERED = re.compile(r"^([0-9]{2}) (\w+)$")


def year_of(text: str) -> int | None:
    """The fiscal year in `2025`, `2025 (FYTD)` or `2024 YTD`; None if it is none."""
    found = _YEAR.match(text.strip())
    year = int(found[1]) if found else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def is_open(text: str) -> bool:
    """Whether a year is written as not yet over."""
    return "YTD" in text


def month_of(text: str) -> int | None:
    """The number of a month from its English name, whole, as three letters, or as `01 October`.

    None if it is none; `01` there counts from October, and has to fit the name.
    """
    plain = text.strip().lower()
    numbered = _NUMBERED.match(plain)
    if numbered:
        number = month_of(numbered[2])
        return number if number and position_in_year(number) == int(numbered[1]) else None
    for number, name in enumerate(MONTHS, start=1):
        if plain in (name, name[:3]):
            return number
    return None


def position_in_year(month: int) -> int:
    """Which month of the fiscal year a calendar month is; October is the first."""
    return (month - FIRST_OF_FISCAL_YEAR) % 12 + 1


def calendar_month(fiscal_year: int, month: int) -> date:
    """The calendar month of a fiscal year's month."""
    return date(fiscal_year - (month >= FIRST_OF_FISCAL_YEAR), month, 1)


def fiscal_year_of(month: date) -> int:
    """The fiscal year in which a calendar month lies."""
    return month.year + (month.month >= FIRST_OF_FISCAL_YEAR)


def months(rows: Rows, year: str, month: str) -> pl.Series:
    """Calendar months from a column of fiscal years and one of names of months."""

    def as_text(read: int | None) -> str | None:
        return None if read is None else str(read)

    years = rows.recoded(
        year, lambda text: as_text(year_of(text)), "fiscal year", "a year such as 2023"
    )
    numbers = rows.recoded(
        month,
        lambda text: as_text(month_of(text)),
        "month",
        ", ".join(name[:3].upper() for name in MONTHS),
    )
    y, m = years.cast(pl.Int32), numbers.cast(pl.Int32)
    calendar = y - (m >= FIRST_OF_FISCAL_YEAR).cast(pl.Int32)
    return pl.DataFrame({"y": calendar, "m": m}).select(pl.date("y", "m", 1)).to_series()
