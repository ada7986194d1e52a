"""Arithmetic: numbers, text, dates, times and durations.

Constants are FEEL's numbers, decimals of 34 digits. Columns are whole numbers in Int64. Rules may
not divide: they compare by multiplying.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from safeconduct.feel import decimals, moments
from safeconduct.feel.terms import NULL, Cell, Term, constant
from safeconduct.feel.types import (
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    TEXT,
    TIME,
    YM_DURATION,
    Choice,
)

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_MOMENTS = (DATE, DATETIME, TIME)
_DURATIONS = (YM_DURATION, DT_DURATION)


def arithmetic(c: Compiler, symbol: str, left: Term, right: Term) -> Term:
    if not isinstance(left, Cell) or not isinstance(right, Cell):
        return c.misfit(f"`{symbol}` needs two values, and one side is none or a structure.")
    if c.strict and symbol == "/":
        raise c.unsupported("Rules do not divide: compare by multiplying instead.")
    kinds = (left.kind, right.kind)
    if kinds == (NUMBER, NUMBER):
        return _numbers(c, symbol, left, right)
    if symbol == "+" and all(kind == TEXT or isinstance(kind, Choice) for kind in kinds):
        return _joined_texts(c, left, right)
    if symbol == "+" and right.kind in _MOMENTS:
        left, right = right, left
    if left.kind in _MOMENTS:
        found = _moments(c, symbol, left, right)
    elif left.kind in _DURATIONS or right.kind in _DURATIONS:
        found = _durations(c, symbol, left, right)
    else:
        found = None
    if found is None:
        return c.misfit(f"`{symbol}` does not join {kinds[0]} and {kinds[1]}.")
    return found


def _joined_texts(c: Compiler, left: Cell, right: Cell) -> Term:
    return c.derive(TEXT, lambda *_: left.as_text() + right.as_text(), left, right)


def _numbers(c: Compiler, symbol: str, left: Cell, right: Cell) -> Term:
    if left.is_constant and right.is_constant:
        return constant(NUMBER, decimals.calculate(symbol, left.value, right.value))
    if symbol not in _PLAIN:
        raise c.unsupported(f"`{symbol}` of facts is not supported in rules.")
    return c.derive(NUMBER, _PLAIN[symbol], left, right)


def _moments(c: Compiler, symbol: str, left: Cell, right: Cell) -> Term | None:
    if symbol not in "+-":
        return None
    if right.kind in _DURATIONS:
        return moments.move(c, left, right, 1 if symbol == "+" else -1)
    if symbol == "-" and right.kind in _MOMENTS:
        return moments.difference(c, left, right)
    return None


def _durations(c: Compiler, symbol: str, left: Cell, right: Cell) -> Term | None:
    if symbol in "+-" and left.kind == right.kind:
        return c.derive(left.kind, _PLAIN[symbol], left, right)
    if symbol == "*" and left.kind == NUMBER:
        return scale(c, right, left, "*")
    if symbol == "*" and right.kind == NUMBER:
        return scale(c, left, right, "*")
    if symbol == "/" and right.kind == NUMBER:
        return scale(c, left, right, "/")
    if symbol == "/" and left.kind == right.kind:
        return constant(NUMBER, decimals.calculate("/", left.value, right.value))
    return None


def scale(c: Compiler, duration: Cell, factor: Cell, symbol: str) -> Term:
    """A duration times or through a number; months are cut to whole ones, as the suite expects."""
    if not (duration.is_constant and factor.is_constant):
        return c.derive(duration.kind, _PLAIN[symbol], duration, factor)
    value = decimals.calculate(symbol, duration.value, factor.value)
    if value is None:
        return NULL
    if duration.kind == YM_DURATION:
        value = int(value)
    if not isinstance(value, int) or abs(value) >= 2**62:
        raise c.unsupported("This duration cannot be held exactly in microseconds.")
    return constant(duration.kind, value)


def negate(c: Compiler, operand: Term) -> Term:
    if not isinstance(operand, Cell) or operand.kind not in (NUMBER, *_DURATIONS):
        return c.misfit("Only numbers and durations can be negative.")
    if operand.is_constant:
        return constant(operand.kind, decimals.negative(operand.value))
    return (
        c.derive(operand.kind, lambda expr: pl.lit(0, dtype=pl.Int64()) - expr, operand)
        if operand.kind != DT_DURATION
        else c.derive(operand.kind, lambda expr: expr * -1, operand)
    )
