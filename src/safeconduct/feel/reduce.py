"""Child rows to one value a case, by scattering: the rows are sorted, so nothing is grouped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from safeconduct.feel.steps import ListStep
from safeconduct.feel.types import known_mark

_Rows = np.ndarray[tuple[int], np.dtype[np.uint32]]
_Plane = np.ndarray[tuple[int], np.dtype[np.bool_]]

_REDUCE = {
    "sum": (np.add, 0),
    "min": (np.minimum, np.iinfo(np.int64).max),
    "max": (np.maximum, np.iinfo(np.int64).min),
}


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
    return values.set(pl.Series(hidden), None)


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
    operation, start = _REDUCE[step.kind]
    result = np.full(given.height, start, dtype=np.int64)
    gaps = np.ones(given.height, dtype=np.bool_)
    cases = rows.to_numpy()
    numbers = values.cast(pl.Int64()).fill_null(start).to_numpy()
    operation.at(result, cases, numbers)
    gaps[cases] = False
    if values.null_count():
        gaps[rows.filter(values.is_null()).to_numpy()] = True
    # Where there is nothing to reduce stands the start, which no date could hold.
    result *= ~gaps
    unknown = given.unknown()
    series = _typed(pl.Series(step.column, result), step.dtype)
    return [_hide(series, unknown | gaps), pl.Series(known_mark(step.column), ~unknown)]


def _typed(numbers: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date():
        return numbers.cast(pl.Int32()).cast(dtype)
    if dtype == pl.Time():
        return (numbers * 1000).cast(dtype)
    return numbers.cast(dtype)
