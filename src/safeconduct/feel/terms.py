"""What an expression is while it is compiled: structure known now, single values as Polars.

Lists, contexts, ranges and functions are Python structure; each single value in them is a `Cell`,
which is either a constant or a Polars expression over columns. A constant null is always `NULL`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from safeconduct.feel.calendar import Zone
from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    TEXT,
    TIME,
    YM_DURATION,
    FactType,
    Kind,
    known_mark,
    polars_type,
)

if TYPE_CHECKING:
    from safeconduct.feel import tree

INT64 = range(-(2**63), 2**63)

#: Stands before the name of an outer fact where a list's own columns are meant otherwise.
OUTER = "^"


@dataclass(frozen=True, slots=True)
class Input:
    """A column that a value depends on, and whether a mark tells its none from unknown."""

    column: str
    may_be_none: bool

    def known(self) -> pl.Expr:
        if self.may_be_none:
            return pl.col(known_mark(self.column))
        return pl.col(self.column).is_not_null()


class Term:
    """Anything an expression can mean."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Null(Term):
    pass


NULL = Null()


@dataclass(frozen=True, slots=True)
class Shift:
    """A date column moved by a constant: kept so that comparisons move the constant instead."""

    base: Cell
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Cell(Term):
    """One value a row.

    A constant has `value`: int or Decimal, str, bool, or the integer of `calendar`. Any other has
    `expr` over the columns of the main frame, or of the child frame named by `level`. `exact` says
    that the expression is null exactly where an input is unknown; otherwise its null may also be
    FEEL's null, nothing is promised where an input is unknown, and it must be masked.
    """

    kind: Kind
    expr: pl.Expr | None = None
    value: Any = None
    inputs: frozenset[Input] = frozenset()
    exact: bool = True
    level: str | None = None
    zone: Zone = None
    shift: Shift | None = None
    #: The column, if the cell is nothing but one.
    column: str | None = None

    @property
    def is_constant(self) -> bool:
        return self.expr is None

    def as_expr(self) -> pl.Expr:
        return literal(self.kind, self.value) if self.expr is None else self.expr

    def as_text(self) -> pl.Expr:
        """Like `as_expr`, with a choice turned into plain text."""
        if self.kind == TEXT or self.is_constant:
            return self.as_expr()
        return self.as_expr().cast(pl.String())

    def known(self) -> pl.Expr:
        """Boolean, never null: every input is known."""
        masks = [one.known() for one in sorted(self.inputs, key=lambda one: one.column)]
        mask = masks[0]
        for further in masks[1:]:
            mask = mask & further
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Items(Term):
    items: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entries(Term):
    """A context."""

    entries: Mapping[str, Term]


@dataclass(frozen=True, slots=True, eq=False)
class Interval(Term):
    """A range; `operator` is set for one written `(< 10)`, which then has only `high`."""

    low: Term
    high: Term
    low_closed: bool = False
    high_closed: bool = False
    operator: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Closure(Term):
    parameters: tuple[str, ...]
    body: tree.Node
    names: Mapping[str, Term]


@dataclass(frozen=True, slots=True, eq=False)
class BuiltinTerm(Term):
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class RecordTerm(Term):
    """A record whose fields are columns: of the main frame as "fact.field", or of a child frame."""

    name: str
    fields: Mapping[str, FactType]
    level: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FieldTerm(Term):
    """A field that counts as used only once its name is met."""

    record: RecordTerm
    field: str


@dataclass(frozen=True, slots=True, eq=False)
class Rows(Term):
    """A list fact, filtered by `condition` and reduced to `projection`, both cells of its rows."""

    fact: str
    fields: Mapping[str, FactType]
    #: Names this reading of the list: rows of two readings must not be mixed up.
    level: str
    condition: Cell | None = None
    projection: Cell | None = None


def constant(kind: Kind, value: object, zone: Zone = None) -> Term:
    """A constant cell, or NULL."""
    if value is None:
        return NULL
    return Cell(kind, value=value, zone=zone)


def literal(kind: Kind, value: Any) -> pl.Expr:
    """A constant as a Polars expression. Decimals never become columns."""
    if kind == NUMBER:
        assert isinstance(value, int)
        return pl.lit(value, dtype=pl.Int64())
    if kind in (BOOLEAN, TEXT) or not isinstance(value, int):
        return pl.lit(value)
    if kind == DATE:
        return pl.lit(value, dtype=pl.Int32()).cast(pl.Date())
    if kind == TIME:
        return pl.lit(value * 1000, dtype=pl.Int64()).cast(pl.Time())
    return pl.lit(value, dtype=pl.Int64()).cast(polars_type(kind))


_TO_INTEGER: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    DATE: lambda expr: expr.cast(pl.Int32()),
    DATETIME: lambda expr: expr.cast(pl.Datetime("us")).cast(pl.Int64()),
    TIME: lambda expr: expr.cast(pl.Int64()) // 1000,
    DT_DURATION: lambda expr: expr.cast(pl.Duration("us")).cast(pl.Int64()),
    YM_DURATION: lambda expr: expr.cast(pl.Int64()),
}


def as_integer(kind: Kind, expr: pl.Expr) -> pl.Expr:
    """The integers of `calendar` that stand for dates, times and durations."""
    return _TO_INTEGER[kind](expr) if kind in _TO_INTEGER else expr


def is_whole(value: object) -> bool:
    """A constant number that a column could hold."""
    return isinstance(value, int) and value in INT64
