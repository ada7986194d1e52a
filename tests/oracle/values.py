"""FEEL's values and what it does with them. None is FEEL's null; nothing here knows of unknown."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, order=True)
class Months:
    """A duration of years and months."""

    number: int


def kind_of(value: Any) -> str:
    """FEEL's type of a value; values of two kinds cannot be compared."""
    for kind, types in (
        ("null", type(None)), ("boolean", bool), ("number", (int, Decimal)), ("string", str),
        ("date", date), ("months", Months), ("days", timedelta), ("list", list),
    ):  # fmt: skip
        if isinstance(value, types):
            return kind
    return "context"


def equal(left: Any, right: Any) -> bool | None:
    """`=`: null equals only null; two kinds cannot be told apart, which gives null."""
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        return None
    return bool(left == right)


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """The six comparisons; only values of one kind, and of one that has an order, are ordered."""
    if sign == "=":
        return equal(left, right)
    if sign == "!=":
        same = equal(left, right)
        return None if same is None else not same
    if kind_of(left) != kind_of(right):
        return None
    if kind_of(left) not in ("number", "string", "date", "months", "days"):
        return None
    if sign == "<":
        return bool(left < right)
    if sign == "<=":
        return bool(left <= right)
    if sign == ">":
        return bool(left > right)
    return bool(left >= right)


def both(left: Any, right: Any) -> bool | None:
    """`and`: one false settles it."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Any, right: Any) -> bool | None:
    """`or`: one true settles it."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def negation(value: Any) -> bool | None:
    """`not()`."""
    return not value if isinstance(value, bool) else None


def months_later(day: date, months: int) -> date | None:
    """The same day some months on or back; a month too short for it gives its last day."""
    total = day.year * 12 + (day.month - 1) + months
    year, month = total // 12, total % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def arithmetic(sign: str, left: Any, right: Any) -> Any:
    """`+`, `-` and `*`; what does not fit gives null."""
    kinds = (kind_of(left), kind_of(right))
    if sign == "*":
        if kinds == ("number", "number"):
            return left * right
        if kinds == ("number", "months") or kinds == ("number", "days"):
            left, right, kinds = right, left, (kinds[1], kinds[0])
        if kinds == ("months", "number"):
            return Months(int(left.number * right))
        if kinds == ("days", "number"):
            return timedelta(seconds=int(Decimal(left.total_seconds()) * right))
        return None
    if kinds in (("number", "number"), ("days", "days")):
        return left + right if sign == "+" else left - right
    if kinds == ("months", "months"):
        return Months(left.number + right.number * (1 if sign == "+" else -1))
    if sign == "+" and kinds == ("string", "string"):
        return left + right
    if sign == "-" and kinds == ("date", "date"):
        return left - right
    if sign == "+" and kinds in (("months", "date"), ("days", "date")):
        left, right, kinds = right, left, (kinds[1], kinds[0])
    if kinds == ("date", "months"):
        return months_later(left, right.number if sign == "+" else -right.number)
    if kinds == ("date", "days"):
        try:
            return left + right if sign == "+" else left - right
        except OverflowError:
            return None
    return None


def negative(value: Any) -> Any:
    """Unary minus."""
    if kind_of(value) == "months":
        return Months(-value.number)
    return -value if kind_of(value) in ("number", "days") else None


def date_of(value: Any) -> date | None:
    """`date()`; an impossible date is null."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def duration_of(value: Any) -> Months | timedelta | None:
    """`duration()`: years and months, or days and time; never both in one."""
    if isinstance(value, Months | timedelta):
        return value
    if not isinstance(value, str):
        return None
    found = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", value)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", value)
    if found and any(found.groups()[1:]) and not value.endswith("T"):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -length if found[1] else length
    return None


def part_of(value: Any, name: str) -> Any:
    """The property of a date or duration; null where there is none."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, date):
        parts = {"year": value.year, "month": value.month, "day": value.day}
        return parts.get(name, value.isoweekday() if name == "weekday" else None)
    if isinstance(value, Months):
        # Both parts carry the sign: minus fourteen months are minus one year and minus two months.
        size, sign = abs(value.number), -1 if value.number < 0 else 1
        return {"years": sign * (size // 12), "months": sign * (size % 12)}.get(name)
    if isinstance(value, timedelta):
        length, sign = abs(value), -1 if value < timedelta() else 1
        hours, rest = divmod(length.seconds, 3600)
        parts = {"days": length.days, "hours": hours, "minutes": rest // 60, "seconds": rest % 60}
        return sign * parts[name] if name in parts else None
    return None


def whole_months_between(start: date, end: date) -> Months:
    """`years and months duration()`: how many whole months lie between two days."""
    if end < start:
        return Months(-whole_months_between(end, start).number)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Months(months - 1 if end.day < start.day else months)
