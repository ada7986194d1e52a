"""Functions that make dates, times and durations, or name their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel import calendar, decimals, moments
from safeconduct.feel.builtins.signature import Signature, cell_of, constant_of, single, takes
from safeconduct.feel.terms import NULL, Cell, Null, Term, as_integer, constant
from safeconduct.feel.types import (
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    TEXT,
    TIME,
    YM_DURATION,
)

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler


def at_literal(c: Compiler, text: str) -> Term:
    """`@"..."`: the first of FEEL's temporal types that reads it."""
    for read in (_date_of, _datetime_of, _time_of, duration_of):
        found = read(text)
        if found is not NULL:
            return found
    return c.misfit(f'@"{text}" is no date, time, date and time, or duration.')


def _date_of(text: str) -> Term:
    return constant(DATE, calendar.read_date(text))


def _datetime_of(text: str) -> Term:
    found = calendar.read_datetime(text)
    return NULL if found is None else constant(DATETIME, *found)


def _time_of(text: str) -> Term:
    found = calendar.read_time(text)
    return NULL if found is None else constant(TIME, found[0] % calendar.DAY, found[1])


def duration_of(text: str) -> Term:
    months = calendar.read_months(text)
    if months is not None:
        return constant(YM_DURATION, months)
    return constant(DT_DURATION, calendar.read_seconds(text))


def _from_text(c: Compiler, term: Cell, read: Callable[[str], Term], what: str) -> Term:
    if not term.is_constant:
        raise c.unsupported(f"`{what}` of a text that differs from case to case is not supported.")
    found = read(term.value)
    return c.misfit(f'"{term.value}" is no {what}.') if found is NULL else found


def _date(c: Compiler, arguments: list[Term]) -> Term:
    value = single(arguments[0])
    if isinstance(value, Cell) and value.kind == TEXT:
        return _from_text(c, value, _date_of, "date")
    return _day_of(c, value) or c.misfit("`date` needs a text or a date and time.")


def _day_of(c: Compiler, value: Term) -> Term | None:
    if isinstance(value, Cell) and value.kind == DATE:
        return value
    if isinstance(value, Cell) and value.kind == DATETIME:
        return c.derive(DATE, lambda expr: expr.dt.date(), value)
    return None


def _date_from_parts(c: Compiler, arguments: list[Term]) -> Term:
    parts = [constant_of(c, argument, NUMBER, "`date`") for argument in arguments]
    numbers = [part.value for part in parts if part is not None]
    if len(numbers) < 3 or not all(isinstance(number, int) for number in numbers):
        return NULL
    made = calendar.make_date(*numbers)
    return c.misfit("There is no such date.") if made is None else constant(DATE, made)


def _time(c: Compiler, arguments: list[Term]) -> Term:
    value = single(arguments[0])
    if isinstance(value, Cell) and value.kind == TEXT:
        return _from_text(c, value, _time_of, "time")
    if isinstance(value, Cell) and value.kind == TIME:
        return value
    if isinstance(value, Cell) and value.kind == DATETIME:
        return c.derive(TIME, lambda expr: expr.dt.time(), value, zone=value.zone)
    if isinstance(value, Cell) and value.kind == DATE:
        return constant(TIME, 0, 0)
    return c.misfit("`time` needs a text or a date and time.")


def _time_from_parts(c: Compiler, arguments: list[Term]) -> Term:
    parts = [constant_of(c, argument, NUMBER, "`time`") for argument in arguments[:3]]
    numbers = [part.value for part in parts if part is not None]
    zone: calendar.Zone = None
    if not isinstance(arguments[3], Null):
        offset = constant_of(c, arguments[3], DT_DURATION, "The offset of `time`")
        if offset is None or abs(offset.value) > 14 * 3600 * calendar.SECOND:
            return NULL
        zone = offset.value // calendar.SECOND
    if len(numbers) < 3 or not all(isinstance(number, int) for number in numbers[:2]):
        return NULL
    hour, minute, second = numbers
    micros = decimals.product(second, calendar.SECOND)
    if not isinstance(micros, int):
        raise c.unsupported("Fractions of a second finer than a microsecond are out of reach.")
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return c.misfit("There is no such time.")
    return constant(TIME, (hour * 3600 + minute * 60) * calendar.SECOND + micros, zone)


def _datetime(c: Compiler, arguments: list[Term]) -> Term:
    value = single(arguments[0])
    if isinstance(value, Cell) and value.kind == TEXT:
        return _from_text(c, value, _datetime_of, "date and time")
    if isinstance(value, Cell) and value.kind in (DATE, DATETIME):
        raise c.unsupported("`date and time` of a single date is not supported.")
    return c.misfit("`date and time` needs a text, or a date and a time.")


def _datetime_from_parts(c: Compiler, arguments: list[Term]) -> Term:
    day = _day_of(c, single(arguments[0]))
    time = cell_of(c, arguments[1], TIME, "`date and time`")
    if not isinstance(day, Cell) or time is None:
        return c.misfit("`date and time` needs a date and a time.")

    def build(date: pl.Expr, clock: pl.Expr) -> pl.Expr:
        micros = as_integer(DATE, date).cast(pl.Int64()) * calendar.DAY
        return (micros + as_integer(TIME, clock)).cast(pl.Datetime("us"))

    return c.derive(DATETIME, build, day, time, zone=time.zone)


def _duration(c: Compiler, arguments: list[Term]) -> Term:
    value = single(arguments[0])
    if isinstance(value, Cell) and value.kind == TEXT:
        return _from_text(c, value, duration_of, "duration")
    if isinstance(value, Cell) and value.kind in (YM_DURATION, DT_DURATION):
        return value
    return c.misfit("`duration` needs a text.")


def _months_between(c: Compiler, arguments: list[Term]) -> Term:
    """Whole months from one date to another, cut towards zero."""
    start = cell_of(c, arguments[0], DATE, "`years and months duration`")
    end = cell_of(c, arguments[1], DATE, "`years and months duration`")
    if start is None or end is None:
        return NULL

    def build(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        years = (b.dt.year() - a.dt.year()).cast(pl.Int64())
        months = years * 12 + b.dt.month().cast(pl.Int64()) - a.dt.month().cast(pl.Int64())
        days = b.dt.day() - a.dt.day()
        short = (months > 0) & (days < 0)
        over = (months < 0) & (days > 0)
        return months - short.cast(pl.Int64()) + over.cast(pl.Int64())

    return c.derive(YM_DURATION, build, start, end)


def _named(build: Callable[[pl.Expr], pl.Expr], kind: object, what: str) -> tuple[Signature, ...]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        day = _day_of(c, single(arguments[0]))
        if not isinstance(day, Cell):
            return c.misfit(f"`{what}` needs a date.")
        return c.derive(kind, build, day)  # type: ignore[arg-type]

    return takes(run, "date")


def _number(method: str, what: str) -> tuple[Signature, ...]:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        day = _day_of(c, single(arguments[0]))
        if not isinstance(day, Cell):
            return c.misfit(f"`{what}` needs a date.")
        return moments.number_part(c, day, method)

    return takes(run, "date")


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "date": (*takes(_date, "from"), *takes(_date_from_parts, "year", "month", "day")),
    "time": (
        *takes(_time, "from"),
        *takes(_time_from_parts, "hour", "minute", "second", "offset", required=3),
    ),
    "date and time": (
        *takes(_datetime, "from"),
        *takes(_datetime_from_parts, "date", "time"),
    ),
    "duration": takes(_duration, "from"),
    "years and months duration": takes(_months_between, "from", "to"),
    "day of year": _number("ordinal_day", "day of year"),
    "week of year": _number("week", "week of year"),
    "day of week": _named(lambda expr: expr.dt.to_string("%A"), TEXT, "day of week"),
    "month of year": _named(lambda expr: expr.dt.to_string("%B"), TEXT, "month of year"),
}
