"""Dates as integers, against Python's and Polars' own calendars."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.feel import calendar

_EPOCH = dt.date(1970, 1, 1)
_MONTHS = st.integers(-300, 300)
_DAYS = st.dates(dt.date(1600, 1, 1), dt.date(2400, 12, 31))


@given(st.dates())
def test_days_are_pythons(date: dt.date) -> None:
    days = (date - _EPOCH).days
    assert calendar.days_of(date.year, date.month, date.day) == days
    assert calendar.civil_of(days) == (date.year, date.month, date.day)
    assert calendar.read_date(calendar.write_date(days)) == days


@given(_DAYS, _MONTHS)
def test_adding_months_is_polars(date: dt.date, months: int) -> None:
    moved = pl.select(pl.lit(date).dt.offset_by(f"{months}mo").cast(pl.Int32())).item()
    assert calendar.add_months((date - _EPOCH).days, months) == moved


@given(_DAYS, _MONTHS)
def test_the_last_day_within_a_limit(date: dt.date, months: int) -> None:
    limit = (date - _EPOCH).days
    last = calendar.last_day_within(limit, months)
    assert calendar.add_months(last, months) <= limit < calendar.add_months(last + 1, months)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2022, 1, 31), 1, (2022, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2024, 2, 29), -60, (2019, 2, 28)),
        ((2022, 10, 19), -60, (2017, 10, 19)),
        ((2022, 12, 31), 2, (2023, 2, 28)),
    ],
)
def test_the_convention_for_short_months(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    assert calendar.add_months(calendar.days_of(*start), months) == calendar.days_of(*end)


@pytest.mark.parametrize(
    "text", ["2022-02-29", "22-01-01", "2022-1-1", "+2022-01-01", "02022-01-01", "2022-01-01T"]
)
def test_what_is_no_date(text: str) -> None:
    assert calendar.read_date(text) is None


@pytest.mark.parametrize("text", ["P", "PT", "P1H", "P1Y1D", "1Y", "P1DT", "", "P1.5D"])
def test_what_is_no_duration(text: str) -> None:
    assert calendar.read_months(text) is None
    assert calendar.read_seconds(text) is None


@given(st.integers(-(10**15), 10**15))
def test_durations_are_read_as_written(amount: int) -> None:
    assert calendar.read_seconds(calendar.write_seconds(amount)) == amount
    assert calendar.read_months(calendar.write_months(amount // 10**6)) == amount // 10**6


def test_what_cannot_be_held_is_refused_and_not_cut() -> None:
    for text in ("2022-01-01T10:00:00.1234567", "999999-01-01T00:00:00"):
        with pytest.raises(calendar.OutOfReach):
            calendar.read_datetime(text)
    assert calendar.read_datetime("2022-01-01T10:00:00.1234560") is not None
