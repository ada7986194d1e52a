"""Runs compiled leaves over a population: steps over lists first, then all leaves in one select."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from safeconduct.errors import InputError
from safeconduct.feel.leaf import Leaf
from safeconduct.feel.population import ROW, Population
from safeconduct.feel.reduce import Found, Reduction
from safeconduct.feel.steps import ListStep
from safeconduct.feel.terms import OUTER
from safeconduct.feel.types import Choice, FactType, Scalar, known_mark, polars_type

_UNTYPED = pl.Null()
_GAP = "gap "
#: Rows from which looking for common parts of expressions pays.
_WORTH_PLANNING = 20_000
#: Rows of a list for which a thread of their own pays; NumPy and Polars let go of Python's lock.
_WORTH_A_THREAD = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class _Wave:
    """Steps over one list that can run at once."""

    list_fact: str
    steps: tuple[ListStep, ...]
    columns: Mapping[str, FactType]
    outer: tuple[str, ...]
    #: What each step asks, and per column that is read where it is unknown.
    expressions: tuple[pl.Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Leaves made ready to run any number of times; each question is asked once."""

    names: Mapping[str, str]
    columns: Mapping[str, FactType]
    waves: tuple[_Wave, ...]
    expressions: tuple[pl.Expr, ...]
    constants: Mapping[str, bool]

    def run(self, population: Population) -> pl.DataFrame:
        """A Boolean column a leaf, one row a case; null is unknown.

        Raises InputError where a column or list is missing or of another type.
        """
        main = typed(population.main, self.columns, "table of facts")
        height = main.height
        for wave in self.waves:
            main = main.hstack(_run_wave(wave, population, main))
        answers = _selected(main, self.expressions) if self.expressions else pl.DataFrame()
        columns = {
            key: pl.repeat(value, height, dtype=pl.Boolean(), eager=True)
            for key, value in self.constants.items()
        }
        columns |= {key: answers.get_column(key) for key in answers.columns}
        return pl.DataFrame([columns[key].alias(name) for name, key in self.names.items()])


def prepare(leaves: Mapping[str, Leaf] | Sequence[Leaf]) -> Plan:
    """A plan for these leaves; those of a sequence are named "0", "1", and so on."""
    named = (
        leaves
        if isinstance(leaves, Mapping)
        else {str(number): leaf for number, leaf in enumerate(leaves)}
    )
    unique = {leaf.key: leaf for leaf in named.values()}
    steps = {step.column: step for leaf in unique.values() for step in leaf.over_lists}
    groups: dict[tuple[int, str], list[ListStep]] = {}
    for step in steps.values():
        groups.setdefault((step.depth, step.list_fact), []).append(step)
    columns: dict[str, FactType] = {}
    for leaf in unique.values():
        columns |= leaf.columns
    return Plan(
        names={name: leaf.key for name, leaf in named.items()},
        columns=columns,
        waves=tuple(_wave(groups[key]) for key in sorted(groups)),
        expressions=tuple(
            leaf.expression.alias(key) for key, leaf in unique.items() if leaf.constant is None
        ),
        constants={key: leaf.constant for key, leaf in unique.items() if leaf.constant is not None},
    )


def run_leaves(population: Population, leaves: Mapping[str, Leaf] | Sequence[Leaf]) -> pl.DataFrame:
    """A Boolean column a leaf, one row a case; null is unknown.

    Whoever runs the same leaves again keeps the plan of `prepare`. Raises InputError where a column
    or list is missing or of another type.
    """
    return prepare(leaves).run(population)


def _wave(steps: list[ListStep]) -> _Wave:
    columns: dict[str, FactType] = {}
    expressions = [pl.col(ROW)]
    for number, step in enumerate(steps):
        columns |= step.columns
        parts = {"inner": step.inner, "none": step.none, "value": step.value}
        expressions += [
            expression.alias(f"{number}.{part}")
            for part, expression in parts.items()
            if expression is not None
        ]
    read = {one.column: one for step in steps for one in step.reads}
    expressions += [(~one.known()).alias(f"{_GAP}{name}") for name, one in read.items()]
    return _Wave(
        list_fact=steps[0].list_fact,
        steps=tuple(steps),
        columns=columns,
        outer=tuple(sorted({fact for step in steps for fact in step.outer_facts})),
        expressions=tuple(expressions),
    )


def _run_wave(wave: _Wave, population: Population, main: pl.DataFrame) -> list[pl.Series]:
    child = population.lists.get(wave.list_fact)
    if child is None:
        raise InputError(f"The list `{wave.list_fact}` is missing.")
    frame = typed(child.frame, wave.columns, f"list `{wave.list_fact}`")
    if wave.outer:
        frame = frame.hstack(_gathered(wave.outer, main, frame.get_column(ROW)))
    pieces = list(_pieces(frame, child.complete, main.height))
    if len(pieces) == 1:
        return _reduced(wave, pieces[0])
    with ThreadPoolExecutor(len(pieces)) as pool:
        reduced = pool.map(lambda piece: _reduced(wave, piece), pieces)
        return [pl.concat(parts, rechunk=True) for parts in zip(*reduced, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """The records of some neighbouring cases."""

    frame: pl.DataFrame
    complete: pl.Series | None
    first_case: int
    cases: int


def _pieces(frame: pl.DataFrame, complete: pl.Series | None, height: int) -> Iterator[_Piece]:
    """A long list cut between cases, so that all processors have as many records."""
    rows = frame.get_column(ROW)
    number = max(1, min(pl.thread_pool_size(), len(rows) // _WORTH_A_THREAD))
    middle = {rows[len(rows) * place // number] for place in range(1, number)}
    cuts = [0, *sorted(middle - {0}), height]
    for start, end in pairwise(cuts):
        first, last = (rows.search_sorted(case) for case in (start, end))
        part = None if complete is None else complete.slice(start, end - start)
        yield _Piece(frame.slice(first, last - first), part, start, end - start)


def _reduced(wave: _Wave, piece: _Piece) -> list[pl.Series]:
    found = _selected(piece.frame, wave.expressions)
    gaps = {
        name.removeprefix(_GAP): found.get_column(name)
        for name in found.columns
        if name.startswith(_GAP)
    }
    rows = found.get_column(ROW)
    reduction = Reduction(rows, piece.first_case, gaps, piece.complete, piece.cases)
    return [
        column
        for number, step in enumerate(wave.steps)
        for column in reduction.reduce(step, _found(found, number))
    ]


def _selected(frame: pl.DataFrame, expressions: Sequence[pl.Expr]) -> pl.DataFrame:
    """A select that works out common parts once, where that is worth the planning."""
    if frame.height < _WORTH_PLANNING:
        return frame.select(expressions)
    # The streaming engine would give each column back in pieces, and what comes next is slow on pieces.
    return frame.lazy().select(expressions).collect(engine="in-memory")


def _gathered(outer: Sequence[str], main: pl.DataFrame, rows: pl.Series) -> list[pl.Series]:
    """Facts of the case beside each of its records, as "^fact"."""
    present = [
        column for fact in outer for column in (fact, known_mark(fact)) if column in main.columns
    ]
    return [main.get_column(column).gather(rows).alias(OUTER + column) for column in present]


def _found(frame: pl.DataFrame, number: int) -> Found:
    def part(name: str) -> pl.Series | None:
        column = f"{number}.{name}"
        return frame.get_column(column) if column in frame.columns else None

    inner = part("inner")
    assert inner is not None
    return Found(inner, part("none"), part("value"))


def typed(frame: pl.DataFrame, columns: Mapping[str, FactType], what: str) -> pl.DataFrame:
    """`frame` with each column in its declared type and each mark of what is known in place.

    Raises InputError naming the column, and a value that does not fit.
    """
    schema = frame.schema
    changes: list[pl.Series] = []
    marks: list[pl.Series] = []
    for name, declared in columns.items():
        if name not in schema:
            raise InputError(f"The column `{name}` is missing from the {what}.", given=name)
        assert isinstance(declared.type, (Scalar, Choice))
        dtype = polars_type(declared.type)
        column = frame.get_column(name)
        if schema[name] != dtype:
            changes.append(_cast(column, dtype, declared, what))
        if declared.may_be_none:
            mark = known_mark(name)
            if mark not in schema:
                marks.append(column.is_not_null().alias(mark))
            elif schema[mark] != pl.Boolean() or frame.get_column(mark).null_count():
                raise InputError(f"The column `{mark}` of the {what} needs true or false.")
    return (frame.with_columns(changes) if changes else frame).hstack(marks)


def _cast(column: pl.Series, dtype: pl.DataType, declared: FactType, what: str) -> pl.Series:
    fits = (
        column.dtype == _UNTYPED
        or (dtype == pl.Int64() and column.dtype.is_integer())
        or (
            dtype in (pl.String(), pl.Enum)
            and column.dtype in (pl.String(), pl.Categorical, pl.Enum)
        )
        or (isinstance(dtype, pl.Datetime) and isinstance(column.dtype, pl.Datetime))
        or (isinstance(dtype, pl.Duration) and isinstance(column.dtype, pl.Duration))
    )
    if fits and getattr(column.dtype, "time_zone", None) is None:
        try:
            return column.cast(dtype, strict=True)
        except pl.exceptions.PolarsError:
            pass
    raise InputError(
        f"The column `{column.name}` of the {what} does not hold {declared.type}.",
        given=column.dtype,
        accepted=str(declared.type),
    )
