"""List facts in rules: filters, quantifiers and aggregates become steps over the child frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel.compare import equal
from safeconduct.feel.logic import join, negation
from safeconduct.feel.steps import ListStep, StepKind, step_column
from safeconduct.feel.terms import (
    OUTER,
    Cell,
    FieldTerm,
    Input,
    RecordTerm,
    Rows,
    Term,
    as_integer,
)
from safeconduct.feel.types import (
    BOOLEAN,
    ITEM,
    NUMBER,
    TEXT,
    Choice,
    Kind,
    polars_type,
)

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler, Names


def field_of(c: Compiler, record: RecordTerm, name: str) -> Term:
    """The cell of a record's field, of a list's row or of a single record of the main frame."""
    if name not in record.fields:
        return c.misfit(f"`{record.name}` has no field `{name}`.")
    if record.level is None:
        return c.main_column(record.name, f"{record.name}.{name}", record.fields[name])
    c.fields.add((record.name, name))
    return c.lift(c.column(name, record.fields[name], record.level))


def item_of(c: Compiler, rows: Rows) -> Term:
    """What `item`, or the name after `some`, stands for."""
    if rows.projection is not None:
        return rows.projection
    record = RecordTerm(rows.fact, rows.fields, rows.level)
    return FieldTerm(record, ITEM) if set(rows.fields) == {ITEM} else record


def row_names(c: Compiler, rows: Rows) -> Names:
    """The names that a filter over these rows may use besides those around it."""
    names: dict[str, Term] = {"item": item_of(c, rows)}
    if rows.projection is None:
        record = RecordTerm(rows.fact, rows.fields, rows.level)
        names |= {name: FieldTerm(record, name) for name in rows.fields}
    return names


def project(c: Compiler, rows: Rows, name: str) -> Term:
    with c.at_level(rows.level):
        if rows.projection is not None:
            return c.misfit(f"Single values have no field `{name}`.")
        found = field_of(c, RecordTerm(rows.fact, rows.fields, rows.level), name)
    return replace(rows, projection=found) if isinstance(found, Cell) else found


def narrow(c: Compiler, rows: Rows, compile_condition: Callable[[Names], Term]) -> Term:
    """`rows[condition]`: only rows for which the condition is true."""
    with c.at_level(rows.level):
        condition = compile_condition(row_names(c, rows))
        if isinstance(condition, Cell) and condition.kind == NUMBER:
            raise c.unsupported("The records of a list have no order, so none has a number.")
        kept = _both(c, rows.condition, _truth(c, condition, "A filter"))
    return replace(rows, condition=kept)


def quantify(
    c: Compiler,
    kind: StepKind,
    rows: Rows,
    compile_condition: Callable[[Term], Term],
    *,
    truth: bool,
) -> Term:
    """`some` or `every` over rows; with `truth`, FEEL's null may become false."""
    with c.at_level(rows.level):
        condition = compile_condition(c.resolve(item_of(c, rows)))
        holds = _truth(c, condition, f"`{kind}`")
        assert isinstance(condition, Cell)
        none: Cell | None = None
        if not truth and not condition.exact:
            none = _both(c, rows.condition, _is_none(c, condition))
        if rows.condition is not None:
            if kind == "some":
                holds = _both(c, rows.condition, holds)
            else:
                inverse = negation(c, rows.condition)
                assert isinstance(inverse, Cell)
                either = join(c, False, inverse, holds)
                assert isinstance(either, Cell)
                holds = either
    return make_step(c, kind, rows, holds, BOOLEAN, none=none)


def contain(c: Compiler, rows: Rows, value: Term, *, truth: bool = False) -> Term:
    """`list contains(rows, value)`."""
    return quantify(c, "some", rows, lambda item: equal(c, item, c.lift(value)), truth=truth)


def aggregate(c: Compiler, kind: StepKind, rows: Rows) -> Term:
    """`count`, `sum`, `min` or `max` of rows."""
    if kind == "count":
        return make_step(c, kind, rows, rows.condition, NUMBER, value=rows.projection)
    value = rows.projection
    if value is None:
        with c.at_level(rows.level):
            item = c.resolve(item_of(c, rows))
        value = item if isinstance(item, Cell) else None
    if value is None or value.kind in (BOOLEAN, TEXT) or isinstance(value.kind, Choice):
        return c.misfit(f"`{kind}` needs numbers, dates or durations: name the field.")
    if kind == "sum" and value.kind != NUMBER:
        return c.misfit("`sum` needs numbers.")
    return make_step(c, kind, rows, rows.condition, value.kind, value=value)


def _truth(c: Compiler, condition: Term, what: str) -> Cell:
    if not isinstance(condition, Cell) or condition.kind != BOOLEAN:
        c.misfit(f"{what} needs a condition that is true or false.")
        raise c.unsupported(f"{what} needs a condition that is true or false.")
    return c.truth(condition)


def _is_none(c: Compiler, condition: Cell) -> Cell:
    expr = pl.when(condition.known()).then(condition.as_expr().is_null())
    return Cell(BOOLEAN, expr, inputs=condition.inputs, level=condition.level)


def _both(c: Compiler, left: Cell | None, right: Cell) -> Cell:
    if left is None:
        return right
    joined = join(c, True, left, right)
    assert isinstance(joined, Cell)
    return joined


def make_step(
    c: Compiler,
    kind: StepKind,
    rows: Rows,
    inner: Cell | None,
    result: Kind,
    *,
    none: Cell | None = None,
    value: Cell | None = None,
) -> Term:
    """Registers the step and gives the cell of the main frame that holds its result."""
    inputs = _inputs(c, rows, [cell for cell in (inner, none, value) if cell is not None])
    outer = frozenset(
        Input(one.column.removeprefix(OUTER), one.may_be_none)
        for one in inputs
        if one.column.startswith(OUTER)
    )
    own = [one.column for one in inputs if not one.column.startswith(OUTER)]
    which = pl.lit(True) if inner is None else inner.as_expr()
    gaps = None if none is None else none.as_expr()
    amount = None if value is None else as_integer(value.kind, value.as_expr())
    # An empty list has no least, greatest or sum: FEEL says null.
    may_be_none = none is not None or kind in ("sum", "min", "max")
    column = step_column(rows.fact, kind, inputs, which, gaps, amount)
    earlier = [c.steps[one.column].depth for one in outer if one.column in c.steps]
    c.facts.add(rows.fact)
    c.steps[column] = ListStep(
        list_fact=rows.fact,
        column=column,
        kind=kind,
        inner=which,
        none=gaps,
        value=amount,
        dtype=polars_type(result),
        may_be_none=may_be_none,
        columns={name: rows.fields[name] for name in own},
        outer_facts=frozenset(one.column for one in outer),
        reads=inputs,
        depth=1 + max(earlier, default=-1),
    )
    cell = Cell(
        result,
        pl.col(column),
        inputs=frozenset({Input(column, may_be_none), *outer}),
        exact=not may_be_none and not outer,
        column=column,
    )
    return c.lift(cell)


def _inputs(c: Compiler, rows: Rows, cells: list[Cell]) -> frozenset[Input]:
    """What the cells read; all of them must be of this reading of the list."""
    moving = [cell for cell in cells if not cell.is_constant]
    if any(cell.level != rows.level for cell in moving):
        raise c.unsupported("A condition that joins two lists is not supported.")
    return frozenset().union(*(cell.inputs for cell in moving))
