"""Child rows to one value a case, by scattering: the rows are sorted, so nothing is grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from safeconduct.feel.steps import ListStep
from safeconduct.feel.types import known_mark

_REDUCE = {
    "sum": (np.add, 0),
    "min": (np.minimum, np.iinfo(np.int64).max),
    "max": (np.maximum, np.iinfo(np.int64).min),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the expressions of one step gave over the child frame."""

    inner: pl.Series
    none: pl.Series | None
    value: pl.Series | None


@dataclass(slots=True)
class Reduction:
    """Reduces the steps over one list; what several of them need is made once."""

    rows: pl.Series
    #: The case that comes first, whether it has rows or not.
    first_case: int
    #: For each column that a step reads: the rows of which it is unknown.
    gaps: Mapping[str, pl.Series]
    complete: pl.Series | None
    height: int
    _unknown: dict[str, pl.Series] = field(init=False)

    def __post_init__(self) -> None:
        self._unknown = {name: self._plane(gaps) for name, gaps in self.gaps.items() if gaps.any()}

    def reduce(self, step: ListStep, found: Found) -> list[pl.Series]:
        """The step's column, and its mark of what is known where it may be none."""
        if step.kind in ("some", "every"):
            return self._quantified(step, found)
        if step.kind == "count":
            counts = np.bincount(self._cases(found.inner), minlength=self.height)
            counted = pl.Series(step.column, counts, dtype=pl.Int64())
            return [_hide(counted, self._unknown_cases(step))]
        return self._aggregated(step, found)

    def _cases(self, mask: pl.Series) -> np.ndarray:
        """The case of each row where `mask` is true; null counts as false."""
        # NumPy takes an index of the platform's own type at once, any other piece by piece.
        cases = self.rows.filter(mask).to_numpy().astype(np.intp)
        cases -= self.first_case
        return cases

    def _plane(self, mask: pl.Series, name: str = "") -> pl.Series:
        """For each case, whether `mask` is true for any of its rows."""
        plane = np.zeros(self.height, dtype=np.bool_)
        plane[self._cases(mask)] = True
        return pl.Series(name, plane)

    def _unknown_cases(self, step: ListStep) -> pl.Series:
        """The cases of which a column that the step reads, or the list, is not known."""
        planes = [self._unknown[one.column] for one in step.reads if one.column in self._unknown]
        if self.complete is not None:
            planes.append(~self.complete)
        if not planes:
            return pl.repeat(False, self.height, dtype=pl.Boolean(), eager=True)
        return reduce(or_, planes)

    def _quantified(self, step: ListStep, found: Found) -> list[pl.Series]:
        is_some = step.kind == "some"
        deciding = found.inner if is_some else ~found.inner
        if not is_some and found.none is not None:
            deciding = deciding & ~found.none
        decided = self._plane(deciding, step.column)
        unknown = self._unknown_cases(step) & ~decided
        values = decided if is_some else ~decided
        if found.none is None:
            return [_hide(values, unknown)]
        gaps = self._plane(found.none) & ~decided
        return [_hide(values, unknown | gaps), (~unknown).alias(known_mark(step.column))]

    def _aggregated(self, step: ListStep, found: Found) -> list[pl.Series]:
        assert found.value is not None
        cases, values = self._cases(found.inner), found.value.filter(found.inner)
        operation, start = _REDUCE[step.kind]
        result = np.full(self.height, start, dtype=np.int64)
        empty = np.ones(self.height, dtype=np.bool_)
        empty[cases] = False
        if values.null_count():
            empty[cases[values.is_null().to_numpy()]] = True
            values = values.fill_null(start)
        operation.at(result, cases, values.to_numpy())
        # Where there is nothing to reduce stands the start, which no date could hold.
        result *= ~empty
        series = _typed(pl.Series(step.column, result), step.dtype)
        unknown = self._unknown_cases(step)
        hidden = unknown | pl.Series(empty)
        return [_hide(series, hidden), (~unknown).alias(known_mark(step.column))]


def _hide(values: pl.Series, hidden: pl.Series) -> pl.Series:
    return values.set(hidden, None) if hidden.any() else values


def _typed(numbers: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date():
        return numbers.cast(pl.Int32()).cast(dtype)
    if dtype == pl.Time():
        return (numbers * 1000).cast(dtype)
    return numbers.cast(dtype)
