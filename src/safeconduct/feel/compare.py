"""Equality, order, `between`, `in`, and ranges.

`null = 5` is false and `null < 5` is null, as the standard says; what does not compare is null.
Times are compared by the whole second, as the conformance suite has it for equality.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from safeconduct.feel import calendar, moments, tree
from safeconduct.feel.logic import all_of, connect
from safeconduct.feel.terms import (
    NULL,
    Cell,
    Entries,
    Interval,
    Items,
    Null,
    Rows,
    Term,
    constant,
)
from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Choice,
    Kind,
)

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare(c: Compiler, symbol: str, left: Term, right: Term) -> Term:
    if symbol == "=":
        return equal(c, left, right)
    if symbol == "!=":
        return unequal(c, left, right)
    return ordered(c, symbol, left, right)


# Equality


def equal(c: Compiler, left: Term, right: Term) -> Term:
    if isinstance(left, Null) or isinstance(right, Null):
        return _is_none(c, right if isinstance(left, Null) else left)
    if isinstance(left, Cell) and isinstance(right, Cell):
        return _equal_cells(c, left, right, negated=False)
    if isinstance(left, Rows) or isinstance(right, Rows):
        raise c.unsupported(
            "A list of facts is not compared whole: use `count`, `some` or `every`."
        )
    match left, right:
        case Items(), Items():
            return _equal_items(c, left.items, right.items)
        case Entries(), Entries():
            if left.entries.keys() != right.entries.keys():
                return constant(BOOLEAN, False)
            pairs = [(left.entries[key], right.entries[key]) for key in left.entries]
            return all_of(c, [equal(c, a, b) for a, b in pairs], is_and=True)
        case Interval(), Interval():
            return _equal_intervals(c, left, right)
    return c.misfit("These two cannot be equal: they are of different types.")


def unequal(c: Compiler, left: Term, right: Term) -> Term:
    if isinstance(left, Cell) and isinstance(right, Cell):
        return _equal_cells(c, left, right, negated=True)
    same = equal(c, left, right)
    if not isinstance(same, Cell):
        return NULL
    return c.derive(BOOLEAN, lambda expr: ~expr, same)


def _is_none(c: Compiler, term: Term) -> Term:
    if not isinstance(term, Cell) or term.is_constant:
        if isinstance(term, Rows):
            return c.misfit("A list is never none: ask for `count(...) = 0` instead.")
        return constant(BOOLEAN, isinstance(term, Null))
    if term.exact:
        return c.misfit("This can never be none, so comparing it with null says nothing.")
    return c.derive(BOOLEAN, lambda expr: expr.is_null(), term)


def _equal_items(c: Compiler, left: Sequence[Term], right: Sequence[Term]) -> Term:
    if len(left) != len(right):
        return constant(BOOLEAN, False)
    return all_of(c, [equal(c, a, b) for a, b in zip(left, right, strict=True)], is_and=True)


def _equal_intervals(c: Compiler, left: Interval, right: Interval) -> Term:
    if (left.operator, left.low_closed, left.high_closed) != (
        right.operator,
        right.low_closed,
        right.high_closed,
    ):
        return constant(BOOLEAN, False)
    return all_of(c, [equal(c, left.low, right.low), equal(c, left.high, right.high)], is_and=True)


def _equal_cells(c: Compiler, left: Cell, right: Cell, *, negated: bool) -> Term:
    pair = aligned(c, left, right)
    if pair is None:
        return c.misfit(f"{left.kind} and {right.kind} cannot be equal.")
    left, right = pair
    if left.kind == NUMBER and left.is_constant and right.is_constant:
        return constant(BOOLEAN, (left.value == right.value) is not negated)
    exact = left.exact and right.exact

    def build(*_: pl.Expr) -> pl.Expr:
        a, b = comparable_exprs(left, right)
        if exact:
            return a != b if negated else a == b
        return a.ne_missing(b) if negated else a.eq_missing(b)

    return c.derive(BOOLEAN, build, left, right)


def comparable_exprs(left: Cell, right: Cell) -> tuple[pl.Expr, pl.Expr]:
    """Both sides in one Polars type."""
    if left.kind in (TIME, DATETIME):
        return (
            moments.whole_seconds(left.kind, left.as_expr()),
            moments.whole_seconds(right.kind, right.as_expr()),
        )
    choices = [one for one in (left, right) if isinstance(one.kind, Choice)]
    if len(choices) == 2 and left.kind != right.kind:
        return left.as_text(), right.as_text()
    if len(choices) == 1 and not (left.is_constant or right.is_constant):
        return left.as_text(), right.as_text()
    return left.as_expr(), right.as_expr()


def aligned(c: Compiler, left: Cell, right: Cell) -> tuple[Cell, Cell] | None:
    """Both sides on one clock, or None where their types do not compare."""
    if left.kind != right.kind:
        return (left, right) if _texts_fit(c, left, right) else None
    if left.kind == DATETIME and left.zone != right.zone:
        if left.zone is None or right.zone is None:
            raise c.unsupported("A date and time with a zone is not compared with one without.")
        return moments.instant(c, left), moments.instant(c, right)
    if left.kind == DATETIME and isinstance(left.zone, str):
        return left, right
    if left.kind == TIME and left.zone != right.zone:
        offset = moments.clock_offset(c, left, right)
        if offset is None:
            raise c.unsupported("A time with a zone is not compared with one without.")
        # Not modulo a day: 23:00Z and 01:00+01:00 are not the same time of one day.
        shifted = Cell(TIME, value=right.value + offset * calendar.SECOND)
        return left, shifted
    return left, right


def _texts_fit(c: Compiler, left: Cell, right: Cell) -> bool:
    kinds = (left.kind, right.kind)
    if not all(kind == TEXT or isinstance(kind, Choice) for kind in kinds):
        return False
    for choice, other in ((left, right), (right, left)):
        if isinstance(choice.kind, Choice):
            _require_option(c, choice.kind, other)
    return True


def _require_option(c: Compiler, choice: Choice, other: Cell) -> None:
    if other.is_constant and other.value not in choice.options:
        close = ", ".join(f'"{option}"' for option in choice.options[:8])
        c.misfit(f'"{other.value}" is not one of the choices: {close}.')
    if isinstance(other.kind, Choice) and not set(other.kind.options) & set(choice.options):
        c.misfit("These two have no choice in common, so they are never equal.")


# Order


def ordered(c: Compiler, symbol: str, left: Term, right: Term) -> Term:
    if not isinstance(left, Cell) or not isinstance(right, Cell):
        return c.misfit(f"`{symbol}` needs two values, and one side is none or a structure.")
    if BOOLEAN in (left.kind, right.kind):
        return c.misfit(f"`{symbol}` does not order true and false.")
    if c.strict and (isinstance(left.kind, Choice) or isinstance(right.kind, Choice)):
        return c.misfit("Choices have no order.")
    pair = aligned(c, left, right)
    if pair is None:
        return c.misfit(f"`{symbol}` does not order {left.kind} and {right.kind}.")
    left, right = pair
    if left.is_constant and right.is_constant:
        return _ordered_constants(c, symbol, left, right)
    if left.shift and right.is_constant:
        return _ordered_shift(c, symbol, left, right.value)
    if right.shift and left.is_constant:
        return _ordered_shift(c, _MIRROR[symbol], right, left.value)

    def build(*_: pl.Expr) -> pl.Expr:
        expr: pl.Expr = _ORDER[symbol](*comparable_exprs(left, right))
        return expr

    return c.derive(BOOLEAN, build, left, right)


def _ordered_constants(c: Compiler, symbol: str, left: Cell, right: Cell) -> Term:
    if left.kind == NUMBER:
        return constant(BOOLEAN, _ORDER[symbol](left.value, right.value))
    if _differ_in_fractions(left, right):
        raise c.unsupported("Times are not ordered by fractions of a second.")

    def build(*_: pl.Expr) -> pl.Expr:
        expr: pl.Expr = _ORDER[symbol](*comparable_exprs(left, right))
        return expr

    return c.derive(BOOLEAN, build, left, right)


def _differ_in_fractions(left: Cell, right: Cell) -> bool:
    if left.kind not in (TIME, DATETIME) or left.value == right.value:
        return False
    same: bool = left.value // calendar.SECOND == right.value // calendar.SECOND
    return same


def _ordered_shift(c: Compiler, symbol: str, moved: Cell, limit: int) -> Term:
    """`date + P18Y <= limit` as `date <= the last day for which that holds`.

    Moving one constant instead of a column is exact, since adding a duration keeps order, and
    spares a calendar computation for each row.
    """
    shift = moved.shift
    assert shift is not None
    limit -= 1 if symbol in ("<", ">=") else 0
    last = limit - shift.days if shift.days else calendar.last_day_within(limit, shift.months)
    bound = Cell(DATE, value=last)
    keeps = "<=" if symbol in ("<", "<=") else ">"
    return ordered(c, keeps, shift.base, bound)


def between(c: Compiler, value: Term, low: Term, high: Term) -> Term:
    return connect_or_null(c, ordered(c, ">=", value, low), ordered(c, "<=", value, high))


def connect_or_null(c: Compiler, left: Term, right: Term) -> Term:
    return connect(c, True, left, right)


# Ranges and membership


def interval(c: Compiler, node: tree.RangeNode, low: Term, high: Term) -> Term:
    for end in (low, high):
        if not isinstance(end, (Cell, Null)) or (isinstance(end, Cell) and end.kind == BOOLEAN):
            return c.misfit("The ends of a range are single values that have an order.")
    if isinstance(low, Cell) and isinstance(high, Cell) and low.kind != high.kind:
        return c.misfit(f"A range cannot run from {low.kind} to {high.kind}.")
    return Interval(low, high, node.low_closed, node.high_closed)


def contains(c: Compiler, value: Term, range_: Interval) -> Term:
    if range_.operator is not None:
        return compare(c, range_.operator, value, range_.high)
    above = ordered(c, ">=" if range_.low_closed else ">", value, range_.low)
    below = ordered(c, "<=" if range_.high_closed else "<", value, range_.high)
    return connect(c, True, above, below)


def is_in(c: Compiler, value: Term, tests: Sequence[Term]) -> Term:
    """`value in (test, ...)`: whether any test holds."""
    if isinstance(value, Cell) and isinstance(value.kind, Choice) and not value.is_constant:
        fast = _in_neighbours(c, value, tests)
        if fast is not None:
            return fast
    return all_of(c, [_test(c, value, test) for test in tests], is_and=False)


def _test(c: Compiler, value: Term, test: Term) -> Term:
    if isinstance(test, Interval) and not isinstance(value, Interval):
        return contains(c, value, test)
    if isinstance(test, Items) and not isinstance(value, Items):
        return in_items(c, value, test.items)
    if isinstance(test, Items) and isinstance(value, Items):
        outcomes = [equal(c, value, test), *(_test(c, value, item) for item in test.items)]
        return constant(BOOLEAN, any(_is_true(one) for one in outcomes))
    if isinstance(test, Rows):
        return c.rows_contain(test, value)
    return equal(c, value, test)


def _is_true(term: Term) -> bool:
    return isinstance(term, Cell) and term.value is True


def in_items(c: Compiler, value: Term, items: Sequence[Term]) -> Term:
    plain = [item for item in items if isinstance(item, Cell) and item.is_constant]
    if isinstance(value, Cell) and not value.is_constant and len(plain) == len(items) > 2:
        fast = _in_constants(c, value, plain)
        if fast is not None:
            return fast
    return all_of(c, [_test(c, value, item) for item in items], is_and=False)


def _in_constants(c: Compiler, value: Cell, items: list[Cell]) -> Term | None:
    """`in` over a literal list as one look-up, where its plain meaning is FEEL's."""
    if value.kind not in (TEXT, NUMBER) and not isinstance(value.kind, Choice):
        return None
    for item in items:
        if aligned(c, value, item) is None:
            return c.misfit(f"{value.kind} is never in a list with {item.kind}.")
        c.require_column(item)
    values = [item.value for item in items]

    def build(expr: pl.Expr) -> pl.Expr:
        # Polars gives null for a null; FEEL's null is in no list without one.
        found = expr.is_in(values)
        return found if value.exact else found.fill_null(False)

    return c.derive(BOOLEAN, build, value)


def _in_neighbours(c: Compiler, value: Cell, tests: Sequence[Term]) -> Term | None:
    """A choice among options that stand beside each other, as one or two comparisons of their codes."""
    assert isinstance(value.kind, Choice)
    options = {option: code for code, option in enumerate(value.kind.options)}
    given = [test.value if isinstance(test, Cell) else None for test in tests]
    codes = sorted({options[one] for one in given if isinstance(one, str) and one in options})
    if len(codes) < 3 or len(codes) != len(set(given)) or codes[-1] - codes[0] >= len(codes):
        return None

    def build(expr: pl.Expr) -> pl.Expr:
        code = expr.to_physical()
        found = code <= codes[-1]
        if codes[0]:
            found = found & (code >= codes[0])
        return found if value.exact else found.fill_null(False)

    return c.derive(BOOLEAN, build, value)


def ordinal_kind(kind: Kind) -> bool:
    return kind != BOOLEAN and not isinstance(kind, Choice)
