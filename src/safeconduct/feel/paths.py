"""`base.name`: entries of contexts, fields of records, and the parts of dates and durations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel import calendar, moments, rows, tree
from safeconduct.feel.terms import (
    NULL,
    BuiltinTerm,
    Cell,
    Closure,
    Entries,
    Interval,
    Items,
    Null,
    RecordTerm,
    Rows,
    Term,
    as_integer,
    constant,
)
from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    SCALARS,
    TEXT,
    TIME,
    YM_DURATION,
    Kind,
)

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

_DATE_PARTS = ("year", "month", "day", "weekday")
_TIME_PARTS = ("hour", "minute", "second")
_PARTS: dict[Kind, tuple[str, ...]] = {
    DATE: _DATE_PARTS,
    DATETIME: (*_DATE_PARTS, *_TIME_PARTS, "time offset", "timezone"),
    TIME: (*_TIME_PARTS, "time offset", "timezone"),
    YM_DURATION: ("years", "months"),
    DT_DURATION: ("days", "hours", "minutes", "seconds"),
}
_UNITS: dict[str, tuple[int, int | None]] = {
    "years": (12, None),
    "months": (1, 12),
    "days": (calendar.DAY, None),
    "hours": (3600 * calendar.SECOND, 24),
    "minutes": (60 * calendar.SECOND, 60),
    "seconds": (calendar.SECOND, 60),
}


def path(c: Compiler, base: Term, name: str) -> Term:
    match base:
        case Entries():
            if name in base.entries:
                return base.entries[name]
            return c.misfit(f"The context has no entry `{name}`.")
        case Items():
            return Items(tuple(path(c, item, name) for item in base.items))
        case RecordTerm():
            return rows.field_of(c, base, name)
        case Rows():
            return rows.project(c, base, name)
        case Cell():
            return _part(c, base, name)
        case Interval():
            raise c.unsupported("The properties of ranges are not supported.")
    return c.misfit(f"There is no `{name}` here.")


def _part(c: Compiler, cell: Cell, name: str) -> Term:
    parts = _PARTS.get(cell.kind, ())
    if name not in parts:
        return c.misfit(f"{cell.kind} has no part `{name}`.")
    if name == "time offset":
        return moments.zone_offset(c, cell)
    if name == "timezone":
        return constant(TEXT, cell.zone if isinstance(cell.zone, str) else None)
    if cell.kind in (YM_DURATION, DT_DURATION):
        return _duration_part(c, cell, name)
    if name == "second" and cell.is_constant and cell.value % calendar.SECOND:
        raise c.unsupported("Fractions of a second are not read as a part.")
    return moments.number_part(c, cell, name)


def _duration_part(c: Compiler, cell: Cell, name: str) -> Term:
    """Parts share the duration's sign: of -PT90M, hours are -1 and minutes -30."""
    unit, most = _UNITS[name]
    if name == "seconds" and cell.is_constant and cell.value % unit:
        raise c.unsupported("Fractions of a second are not read as a part.")

    def part(expr: pl.Expr) -> pl.Expr:
        whole = as_integer(cell.kind, expr)
        size = whole.abs() // unit
        return (size % most if most else size) * whole.sign()

    return c.derive(NUMBER, part, cell)


_STRUCTURES: dict[str, Callable[[Term], bool]] = {
    "Any": lambda term: True,
    "list": lambda term: isinstance(term, Items),
    "context": lambda term: isinstance(term, Entries),
    "range": lambda term: isinstance(term, Interval),
    "function": lambda term: isinstance(term, (Closure, BuiltinTerm)),
}


def instance_of(c: Compiler, term: Term, type_: tree.TypeNode) -> Term:
    if c.strict:
        raise c.unsupported("`instance of` says nothing in a rule: facts have declared types.")
    return constant(BOOLEAN, not isinstance(term, Null) and _is_instance(c, term, type_))


def _is_instance(c: Compiler, term: Term, type_: tree.TypeNode) -> bool:
    kinds = {kind.name: kind for kind in SCALARS}
    if type_.name in kinds and not type_.arguments:
        return isinstance(term, Cell) and term.kind == kinds[type_.name]
    if type_.name == "list" and len(type_.arguments) == 1:
        inner = type_.arguments[0][1]
        return isinstance(term, Items) and all(
            item is NULL or _is_instance(c, item, inner) for item in term.items
        )
    if type_.name not in _STRUCTURES or type_.arguments or type_.result:
        raise c.unsupported(f"`instance of {type_.name}` is not supported in this form.")
    return _STRUCTURES[type_.name](term)
