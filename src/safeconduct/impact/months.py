"""Calendar months, as first days and as they are written: 2022-10."""

from __future__ import annotations

from datetime import date


def first_day(month: str) -> date:
    """The first day of a month written as 2022-10."""
    return date.fromisoformat(f"{month}-01")


def month_of(day: date) -> str:
    """A day's month, written as 2022-10."""
    return f"{day:%Y-%m}"


def later(day: date, by: int) -> date:
    """The first day of the month so many months after a day's own."""
    year, month = divmod(_number(day) + by, 12)
    return date(year, month + 1, 1)


def apart(first: date, last: date) -> int:
    """How many months the month of one day lies after that of another."""
    return _number(last) - _number(first)


def first_days(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both included."""
    return [later(first, number) for number in range(apart(first, last) + 1)]


def calendar_months(first: str, last: str) -> list[str]:
    """The months from one to another, both included."""
    return [month_of(day) for day in first_days(first_day(first), first_day(last))]


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
