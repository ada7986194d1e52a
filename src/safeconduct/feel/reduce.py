"""Child rows to one value a case, by scattering: the rows are sorted, so nothing is grouped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from safeconduct.feel.steps import ListStep
from safeconduct.feel.types import known_mark

_Rows = np.ndarray[tuple[int], np.dtype[np.uint32]]
_Plane = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(slots=True)
class StepInput:
    """What one step's expressions gave over the child frame, beside the row numbers."""

    rows: pl.Series
    inner: pl.Series
    none: pl.Series | None
    value: pl.Series | None
    known: pl.Series | None
    complete: pl.Series | None
    height: int

    def at(self, mask: pl.Series) -> _Rows:
        """The cases with a row where `mask` is true; null counts as false."""
        return self.rows.filter(mask).to_numpy()

    def plane(self, mask: pl.Series | None) -> _Plane:
        plane = np.zeros(self.height, dtype=np.bool_)
        if mask is not None:
            plane[self.at(mask)] = True
        return plane

    def unknown(self) -> _Plane:
        """The cases of which some row, or the list, is not known."""
        plane = np.zeros(self.height, dtype=np.bool_)
        if self.inner.null_count():
            plane[self.at(self.inner.is_null())] = True
        if self.known is not None:
            plane[self.at(~self.known)] = True
        if self.complete is not None:
            plane |= ~self.complete.to_numpy()
        return plane


def reduce(step: ListStep, given: StepInput) -> list[pl.Series]:
    """The step's column, and its mark of what is known where it may be none."""
    if step.kind in ("some", "every"):
        return _quantified(step, given)
    if step.kind == "count":
        counts = np.bincount(given.at(given.inner), minlength=given.height)
        return [_hide(pl.Series(step.column, counts, dtype=pl.Int64()), given.unknown())]
    return _aggregated(step, given)


def _hide(values: pl.Series, hidden: _Plane) -> pl.Series:
    if not hidden.any():
        return values
    return (
        values.to_frame()
        .select(pl.when(pl.Series(~hidden)).then(pl.col(values.name)).alias(values.name))
        .to_series()
    )


def _quantified(step: ListStep, given: StepInput) -> list[pl.Series]:
    is_some = step.kind == "some"
    inner = given.inner
    deciding = inner if is_some else ~inner
    if not is_some and given.none is not None:
        deciding = deciding & ~given.none
    decided = given.plane(deciding)
    unknown = given.unknown() & ~decided
    values = pl.Series(step.column, decided if is_some else ~decided)
    if not step.may_be_none:
        return [_hide(values, unknown)]
    gaps = given.plane(given.none) & ~decided
    return [_hide(values, unknown | gaps), pl.Series(known_mark(step.column), ~unknown)]


def _aggregated(step: ListStep, given: StepInput) -> list[pl.Series]:
    assert given.value is not None
    selected = given.inner.fill_null(False)
    rows, values = given.rows.filter(selected), given.value.filter(selected)
    gaps = np.ones(given.height, dtype=np.bool_)
    result = np.zeros(given.height, dtype=np.int64)
    if len(rows):
        cases = rows.to_numpy()
        starts = np.flatnonzero(np.concatenate(([True], cases[1:] != cases[:-1])))
        numbers = values.cast(pl.Int64()).fill_null(0).to_numpy()
        operation = {"sum": np.add, "min": np.minimum, "max": np.maximum}[step.kind]
        result[cases[starts]] = operation.reduceat(numbers, starts)
        gaps[cases[starts]] = False
        if values.null_count():
            gaps[rows.filter(values.is_null()).to_numpy()] = True
    unknown = given.unknown()
    series = _typed(pl.Series(step.column, result), step.dtype)
    return [_hide(series, unknown | gaps), pl.Series(known_mark(step.column), ~unknown)]


def _typed(numbers: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date():
        return numbers.cast(pl.Int32()).cast(dtype)
    if dtype == pl.Time():
        return (numbers * 1000).cast(dtype)
    return numbers.cast(dtype)
