"""Dates, times, and dates and times: on their zone, moved by a duration, and their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel.calendar import DAY, MAX_MONTHS, SECOND
from safeconduct.feel.terms import Cell, Shift, Term, as_integer, constant
from safeconduct.feel.types import DATE, DATETIME, DT_DURATION, NUMBER, TIME, YM_DURATION

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

_MICROS = pl.Datetime("us")


def _at_midnight(c: Compiler, cell: Cell) -> Cell:
    """A date as the start of its day, UTC."""
    start = c.derive(DATETIME, lambda expr: expr.cast(_MICROS), cell, zone=0)
    assert isinstance(start, Cell)
    return start


def instant(c: Compiler, cell: Cell) -> Cell:
    """A date and time with a zone, on UTC's clock."""
    zone = cell.zone

    def convert(expr: pl.Expr) -> pl.Expr:
        if not isinstance(zone, str):
            return _plus(expr, offset=-(zone or 0) * SECOND)
        aware = expr.dt.replace_time_zone(zone)
        return aware.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    universal = c.derive(DATETIME, convert, cell, zone=0)
    assert isinstance(universal, Cell)
    return universal


def _plus(expr: pl.Expr, *, offset: int) -> pl.Expr:
    if not offset:
        return expr
    return (expr.cast(pl.Int64()) + offset).cast(_MICROS)


def _from_instant(c: Compiler, cell: Cell, zone: str) -> Term:
    def convert(expr: pl.Expr) -> pl.Expr:
        aware = expr.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        return aware.dt.replace_time_zone(None)

    return c.derive(DATETIME, convert, cell, zone=zone)


def move(c: Compiler, moment: Cell, duration: Cell, sign: int) -> Term | None:
    """A moment later (`sign` 1) or earlier (-1) by a duration; None where the two do not fit."""
    if duration.kind == YM_DURATION:
        return None if moment.kind == TIME else _move_months(c, moment, duration, sign)
    if moment.kind == DATE:
        return _move_date(c, moment, duration, sign)
    if moment.kind == TIME:

        def turn(clock: pl.Expr, by: pl.Expr) -> pl.Expr:
            micros = as_integer(TIME, clock) + sign * as_integer(DT_DURATION, by)
            return (micros % DAY * 1000).cast(pl.Time())

        return c.derive(TIME, turn, moment, duration, zone=moment.zone)

    def add(start: pl.Expr, by: pl.Expr) -> pl.Expr:
        return start + by * sign

    if not isinstance(moment.zone, str):
        return c.derive(DATETIME, add, moment, duration, zone=moment.zone)
    moved = c.derive(DATETIME, add, instant(c, moment), duration, zone=0)
    assert isinstance(moved, Cell)
    return _from_instant(c, moved, moment.zone)


def _move_months(c: Compiler, moment: Cell, duration: Cell, sign: int) -> Term:
    if not duration.is_constant:

        def by_row(start: pl.Expr, months: pl.Expr) -> pl.Expr:
            return start.dt.offset_by(pl.format("{}mo", months * sign))

        return c.derive(moment.kind, by_row, moment, duration, zone=moment.zone)
    months = sign * duration.value
    if abs(months) > min(MAX_MONTHS, 12 * 100_000):
        raise c.unsupported("A date moved by so many years is out of reach.")
    moved = c.derive(
        moment.kind, lambda start: start.dt.offset_by(f"{months}mo"), moment, zone=moment.zone
    )
    return _remember_shift(moved, moment, Shift(moment, months=months))


def _move_date(c: Compiler, moment: Cell, duration: Cell, sign: int) -> Term:
    """Counted from midnight and cut to the day, as the conformance suite has it."""
    if not duration.is_constant:

        def by_row(start: pl.Expr, by: pl.Expr) -> pl.Expr:
            return (start.cast(_MICROS) + by * sign).dt.date()

        return c.derive(DATE, by_row, moment, duration)
    days = sign * duration.value // DAY
    if abs(days) > 10**8:
        raise c.unsupported("A date moved by so many days is out of reach.")
    moved = c.derive(DATE, lambda start: (start.cast(pl.Int32()) + days).cast(pl.Date()), moment)
    return _remember_shift(moved, moment, Shift(moment, days=days))


def _remember_shift(moved: Term, moment: Cell, shift: Shift) -> Term:
    if not isinstance(moved, Cell) or moved.is_constant or moment.kind != DATE or moment.shift:
        return moved
    return Cell(
        moved.kind,
        moved.expr,
        inputs=moved.inputs,
        exact=moved.exact,
        level=moved.level,
        shift=shift,
    )


def difference(c: Compiler, left: Cell, right: Cell) -> Term | None:
    """left - right as a days and time duration; None where the two do not fit."""

    def subtract(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        return (a - b).cast(pl.Duration("us"))

    if left.kind == right.kind == DATE:
        return c.derive(DT_DURATION, subtract, left, right)
    if left.kind == right.kind == TIME:
        return _time_difference(c, left, right)
    if TIME in (left.kind, right.kind):
        return None
    # A date counts as midnight UTC beside a date and time, so one without zone does not fit.
    first, second = (_at_midnight(c, one) if one.kind == DATE else one for one in (left, right))
    if (first.zone is None) != (second.zone is None):
        return None
    if first.zone is not None:
        first, second = instant(c, first), instant(c, second)
    return c.derive(DT_DURATION, subtract, first, second)


def clock_offset(c: Compiler, left: Cell, right: Cell) -> int | None:
    """Seconds to take from left's clock to read right's, or None where no zone says."""
    if left.zone == right.zone:
        return 0
    if isinstance(left.zone, int) and isinstance(right.zone, int):
        return left.zone - right.zone
    if left.zone is None or right.zone is None:
        return None
    raise c.unsupported("Times of two named zones cannot be compared without a date.")


def _time_difference(c: Compiler, left: Cell, right: Cell) -> Term | None:
    offset = clock_offset(c, left, right)
    if offset is None:
        return None

    def subtract(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        micros = as_integer(TIME, a) - as_integer(TIME, b) - offset * SECOND
        return micros.cast(pl.Duration("us"))

    return c.derive(DT_DURATION, subtract, left, right)


def whole_seconds(kind: object, expr: pl.Expr) -> pl.Expr:
    """What equality of times looks at: the conformance suite ignores fractions of a second."""
    if kind == TIME:
        return as_integer(TIME, expr) // SECOND
    if kind == DATETIME:
        return as_integer(DATETIME, expr) // SECOND
    return expr


def number_part(c: Compiler, cell: Cell, build: str) -> Term:
    """A part of a moment as a number: `build` names the method of Polars' `dt`."""

    def part(expr: pl.Expr) -> pl.Expr:
        found: pl.Expr = getattr(expr.dt, build)()
        return found.cast(pl.Int64())

    return c.derive(NUMBER, part, cell)


def zone_offset(c: Compiler, cell: Cell) -> Term:
    """The property `time offset`: none without a zone."""
    if isinstance(cell.zone, str):
        if cell.kind == TIME:
            raise c.unsupported("The offset of a time in a named zone depends on the date.")
        return c.derive(
            DT_DURATION, lambda a, b: (a - b).cast(pl.Duration("us")), cell, instant(c, cell)
        )
    return constant(DT_DURATION, None if cell.zone is None else cell.zone * SECOND)
