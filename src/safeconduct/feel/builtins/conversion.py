"""`not`, `is`, `string`, and the functions on contexts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel import calendar
from safeconduct.feel.builtins.signature import Signature, cell_of, single, takes
from safeconduct.feel.compare import equal
from safeconduct.feel.logic import negation
from safeconduct.feel.terms import NULL, Cell, Entries, Items, Null, Term, constant
from safeconduct.feel.types import (
    BOOLEAN,
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


def _is(c: Compiler, arguments: list[Term]) -> Term:
    """Same type and same value, zone included: 20:00+00:00 is not 21:00+01:00."""
    left, right = arguments
    if c.strict:
        raise c.unsupported("`is` has no use in rules: compare with `=`.")
    if isinstance(left, Cell) and isinstance(right, Cell):
        same = left.kind == right.kind and left.zone == right.zone and left.value == right.value
        return constant(BOOLEAN, same)
    if isinstance(left, Null) or isinstance(right, Null):
        return constant(BOOLEAN, isinstance(left, Null) and isinstance(right, Null))
    if type(left) is not type(right):
        return constant(BOOLEAN, False)
    same_structure = equal(c, left, right)
    holds = isinstance(same_structure, Cell) and same_structure.value is True
    return constant(BOOLEAN, holds)


def _string(c: Compiler, arguments: list[Term]) -> Term:
    value = single(arguments[0])
    if isinstance(value, Null):
        return c.misfit("null has no text.")
    if not isinstance(value, Cell):
        raise c.unsupported("`string` of a structure is not supported.")
    if value.is_constant:
        return constant(TEXT, write(value))
    if value.kind == TEXT or isinstance(value.kind, Choice):
        return c.derive(TEXT, lambda _: value.as_text(), value)
    if value.kind in (NUMBER, DATE):
        return c.derive(TEXT, lambda expr: expr.cast(pl.String()), value)
    raise c.unsupported(f"`string` of a fact of type {value.kind} is not supported.")


def write(cell: Cell) -> str:
    """The text of a constant, as FEEL reads it."""
    value = cell.value
    match cell.kind:
        case kind if kind == BOOLEAN:
            return "true" if value else "false"
        case kind if kind == NUMBER:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case kind if kind == DATE:
            return calendar.write_date(value)
        case kind if kind == DATETIME:
            return calendar.write_datetime(value, cell.zone)
        case kind if kind == TIME:
            return calendar.write_time(value, cell.zone)
        case kind if kind == YM_DURATION:
            return calendar.write_months(value)
        case kind if kind == DT_DURATION:
            return calendar.write_seconds(value)
        case _:
            return str(value)


def _context(c: Compiler, arguments: list[Term]) -> Term:
    """`context([{key: "a", value: 1}])`."""
    entries: dict[str, Term] = {}
    items = arguments[0].items if isinstance(arguments[0], Items) else (arguments[0],)
    for item in items:
        if not isinstance(item, Entries) or "value" not in item.entries:
            return c.misfit("`context` needs a list of contexts with `key` and `value`.")
        key = item.entries.get("key")
        if not isinstance(key, Cell) or key.kind != TEXT or key.value in entries:
            return c.misfit("The keys of `context` are texts, each once.")
        entries[key.value] = item.entries["value"]
    return Entries(entries)


def _get_value(c: Compiler, arguments: list[Term]) -> Term:
    context = single(arguments[0])
    key = cell_of(c, arguments[1], TEXT, "The key of `get value`")
    if not isinstance(context, Entries) or key is None:
        return c.misfit("`get value` needs a context and a key.")
    return context.entries.get(key.value, NULL)


def _get_entries(c: Compiler, arguments: list[Term]) -> Term:
    context = single(arguments[0])
    if not isinstance(context, Entries):
        return c.misfit("`get entries` needs a context.")
    return Items(
        tuple(
            Entries({"key": constant(TEXT, key), "value": value})
            for key, value in context.entries.items()
        )
    )


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "not": takes(lambda c, arguments: negation(c, single(arguments[0])), "negand"),
    "is": (
        *takes(_is, "value1", "value2"),
        *takes(_is, "value1", "value2", required=0),
    ),
    "string": takes(_string, "from"),
    "context": takes(_context, "entries"),
    "get value": takes(_get_value, "m", "key"),
    "get entries": takes(_get_entries, "m"),
}
