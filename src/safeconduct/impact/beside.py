"""A study's series month by month, beside the programme's own dated events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from safeconduct.errors import NotFound
from safeconduct.impact.months import calendar_months, month_of
from safeconduct.impact.study import Study, counted
from safeconduct.impact.study.schema import Measure, Role
from safeconduct.programme.schema import Event

#: In this order the columns stand; what is only context is not among them.
_SHOWN = (Role.OUTCOME, Role.PROGRAMME, Role.DISPLACEMENT)


@dataclass(frozen=True, slots=True)
class Column:
    """One measure: a value for each month, None where none is published."""

    measure: Measure
    values: tuple[float | None, ...]
    rounded_to: int
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Months in rows, measures in columns, and what happened in which month."""

    study: Study
    months: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Month -> its events; those of which only the year is known are in none.
    events: Mapping[str, tuple[Event, ...]]

    def as_data(self) -> dict[str, object]:
        return {
            "programme": self.study.programme.programme.id,
            "event": self.study.plan.event,
            "months": list(self.months),
            "measures": [
                {
                    "measure": column.measure.id,
                    "role": column.measure.role.value,
                    "name": column.measure.name,
                    "beware": column.measure.beware,
                    "rounded_to": column.rounded_to,
                    "sources": [list(source) for source in column.sources],
                    "counts": [None if value is None else int(value) for value in column.values],
                }
                for column in self.columns
            ],
            "events": [
                {"id": event.id, "on": str(event.on), "title": event.title}
                for events in self.events.values()
                for event in events
            ],
        }


def beside(study: Study, table: pl.DataFrame) -> Beside:
    """From the first month before to the last of the last window."""
    first, last = study.plan.before_from, max(window.last for window in study.plan.windows)
    months = tuple(calendar_months(first, last))
    measures = sorted(
        (each for each in study.measures.values() if each.role in _SHOWN),
        key=lambda each: _SHOWN.index(each.role),
    )
    events: dict[str, list[Event]] = {}
    for event in sorted(study.programme.programme.events, key=lambda each: (each.on, each.id)):
        month = str(event.on)[:7]
        if event.on.month is not None and first <= month <= last:
            events.setdefault(month, []).append(event)
    return Beside(
        study,
        months,
        tuple(_column(table, measure, months) for measure in measures),
        {month: tuple(found) for month, found in events.items()},
    )


def _column(table: pl.DataFrame, measure: Measure, months: tuple[str, ...]) -> Column:
    try:
        found = counted(table, measure)
    except NotFound:
        return Column(measure, (None,) * len(months), 1, ())
    held = {
        month_of(month): float(value)
        for month, value in zip(found.months, found.values, strict=True)
        if not np.isnan(value)
    }
    return Column(
        measure, tuple(held.get(month) for month in months), found.rounded_to, found.sources
    )
