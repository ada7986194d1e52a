"""What else moved: each measure's monthly average before and in each window, side by side, never added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from safeconduct.errors import NotFound
from safeconduct.impact.months import first_day, later, month_of
from safeconduct.impact.saying import apart
from safeconduct.impact.series import Series
from safeconduct.impact.study import Study, counted
from safeconduct.impact.study.schema import Measure

#: So many months before the measure are what `before` means where nothing is estimated.
BEFORE = 3


@dataclass(frozen=True, slots=True)
class Average:
    """A monthly average over the published months of a span; None where none is published."""

    first: str
    last: str
    per_month: float | None
    total: float | None
    published: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.published == self.of

    def as_data(self) -> dict[str, object]:
        return {
            "first": self.first,
            "last": self.last,
            "per_month": None if self.per_month is None else round(self.per_month, 1),
            "total": self.total,
            "months_published": self.published,
            "months": self.of,
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """One measure beside the result: before, and in each window of the plan."""

    measure: Measure
    rounded_to: int
    before: Average
    windows: tuple[tuple[str, Average], ...]

    def during(self, window: str) -> Average:
        return dict(self.windows)[window]

    def as_data(self) -> dict[str, object]:
        return {
            "measure": self.measure.id,
            "role": self.measure.role.value,
            "name": self.measure.name,
            "part_of": self.measure.part_of,
            "rounded_to": self.rounded_to,
            "before": self.before.as_data(),
            "windows": {name: average.as_data() for name, average in self.windows},
        }


@dataclass(frozen=True, slots=True)
class Displacement:
    """All measures of a study, in its order."""

    facts: tuple[Fact, ...]

    def of(self, measure: str) -> Fact:
        return next(fact for fact in self.facts if fact.measure.id == measure)

    def as_data(self) -> list[dict[str, object]]:
        return [fact.as_data() for fact in self.facts]


def months_before(study: Study) -> tuple[str, str]:
    """The last months before the measure, with which everything is compared that is not estimated."""
    until = study.plan.before_until
    return max(shifted(until, 1 - BEFORE), study.plan.before_from), until


def displacement(study: Study, table: pl.DataFrame) -> Displacement:
    """Before and after for every measure; what is not published stays so."""
    first, last = months_before(study)
    facts = []
    for measure in study.measures.values():
        try:
            found = counted(table, measure)
        except NotFound:
            # Other figures than the programme's own need not hold every measure.
            found = None
        windows = tuple(
            (window.id, average(found, window.first, window.last)) for window in study.plan.windows
        )
        facts.append(
            Fact(measure, found.rounded_to if found else 1, average(found, first, last), windows)
        )
    return Displacement(tuple(facts))


def average(found: Series | None, first: str, last: str) -> Average:
    """The average of the months that are published, and how many these are."""
    of = apart(first, last) + 1
    values = np.array([])
    if found is not None:
        inside = [first <= month_of(month) <= last for month in found.months]
        values = found.values[inside]
        values = values[~np.isnan(values)]
    if not len(values):
        return Average(first, last, None, None, 0, of)
    return Average(first, last, float(values.mean()), float(values.sum()), len(values), of)


def shifted(month: str, by: int) -> str:
    """The month so many months later."""
    return month_of(later(first_day(month), by))
