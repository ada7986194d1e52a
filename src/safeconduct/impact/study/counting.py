"""A study's measures counted from the figures: cells added up month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from safeconduct.impact.months import apart, first_day
from safeconduct.impact.series import Series, series
from safeconduct.impact.study.schema import Cells, Measure
from safeconduct.impact.text import Refusal, Text


def counted(
    table: pl.DataFrame,
    what: Measure | Sequence[Cells],
    first: date | None = None,
    last: date | None = None,
    *,
    outcome: bool = False,
) -> Series:
    """The months of a measure. A month in which one of its parts is missing is missing.

    As an `outcome`, counts that hold a programme's own arrivals are refused (InputError).
    """
    cells = what.cells if isinstance(what, Measure) else tuple(what)
    parts = [_part(table, one, first, last, outcome) for one in cells]
    if len(parts) == 1:
        return parts[0]
    begin, end = max(part.months[0] for part in parts), min(part.months[-1] for part in parts)
    if end < begin:
        raise Refusal(
            Text(
                f"the figures that are added up share no month: {parts[0].text['en']}.",
                f"las cifras que se suman no comparten ningún mes: {parts[0].text['es']}.",
            ),
            given=f"from {begin:%Y-%m} and up to {end:%Y-%m}",
            accepted=Text(
                "parts that are published for the same months",
                "partes publicadas para los mismos meses",
            ),
        )
    cut = [_cut(part, begin, end) for part in parts]
    return Series(
        cut[0].months,
        _frozen(np.sum([part.values for part in cut], axis=0)),
        tuple(
            next((why for why in reasons if why), None)
            for reasons in zip(*(part.missing for part in cut), strict=True)
        ),
        max(part.rounded_to for part in cut),
        tuple(sum(cells) for cells in zip(*(part.cells for part in cut), strict=True)),
        cut[0].text,
        tuple(dict.fromkeys(source for part in cut for source in part.sources)),
    )


def span_of(found: Series, first: str, last: str) -> np.ndarray:
    """The values of a window. InputError if one of its months is not published."""
    begin, end = first_day(first), first_day(last)
    inside = [number for number, month in enumerate(found.months) if begin <= month <= end]
    wanted = apart(begin, end) + 1
    values = found.values[inside]
    if len(inside) < wanted or np.isnan(values).any():
        raise Refusal(
            Text(
                f"{found.text['en']}: not every month from {first} to {last} is published.",
                f"{found.text['es']}: no se publican todos los meses de {first} a {last}.",
            ),
            given=f"{first} to {last}",
            accepted=Text(
                f"months from {found.months[0]:%Y-%m} to {found.months[-1]:%Y-%m}",
                f"meses de {found.months[0]:%Y-%m} a {found.months[-1]:%Y-%m}",
            ),
        )
    return values


def _part(
    table: pl.DataFrame, cells: Cells, first: date | None, last: date | None, outcome: bool
) -> Series:
    return series(
        table, cells.measure, cells.place, component=cells.component, authority=cells.authority,
        nationality=cells.nationality, release=cells.release, first=first, last=last,
        outcome=outcome,
    )  # fmt: skip


def _cut(part: Series, begin: date, end: date) -> Series:
    kept = [number for number, month in enumerate(part.months) if begin <= month <= end]
    return Series(
        tuple(part.months[number] for number in kept),
        _frozen(part.values[kept]),
        tuple(part.missing[number] for number in kept),
        part.rounded_to,
        tuple(part.cells[number] for number in kept),
        part.text,
        part.sources,
    )


def _frozen(values: np.ndarray) -> np.ndarray:
    values = values.copy()
    values.setflags(write=False)
    return values
