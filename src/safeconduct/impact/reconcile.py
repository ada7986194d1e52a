"""Where two tables give the same cell: equal, equal within rounding, or different by how much.

Areas are not compared, because publishers cut them differently (states, sectors, field offices).
Nationalities that only one side names are put into OTHER on the other side before that is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import polars as pl

from safeconduct.errors import InputError
from safeconduct.impact.levels import added_up, at_level, dimensions_of, with_mask
from safeconduct.impact.table import DIMENSIONS, OTHER

EQUAL, WITHIN, DIFFERENT = "equal", "within_rounding", "different"
_KEYS = ("measure", "place", "month")


@dataclass(frozen=True)
class Compared:
    """One comparison of two releases: a measure and place, by some dimensions, in months of both."""

    first: str
    second: str
    measure: str
    place: str
    by: tuple[str, ...]
    first_month: date
    last_month: date
    equal: int
    within_rounding: int
    different: int
    not_given: int
    largest: int

    @property
    def cells(self) -> int:
        return self.equal + self.within_rounding + self.different

    def sentence(self) -> str:
        """What came of it, in one line."""
        by = f"by {', '.join(self.by)}" if self.by else "in total"
        parts = [f"{self.equal:,} equal"]
        parts += [f"{self.within_rounding:,} equal within rounding"] if self.within_rounding else []
        if self.different:
            parts.append(f"{self.different:,} different, by up to {self.largest:,}")
        parts += [f"{self.not_given:,} not given by one"] if self.not_given else []
        return (
            f"{self.first} and {self.second}: {self.measure}, {self.place}, {by}, "
            f"{self.first_month:%Y-%m} to "
            f"{self.last_month:%Y-%m}: {self.cells:,} cells: {', '.join(parts)}."
        )

    def as_data(self) -> dict[str, object]:
        """The comparison for --json."""
        return {
            "first": self.first,
            "second": self.second,
            "measure": self.measure,
            "place": self.place,
            "by": list(self.by),
            "first_month": f"{self.first_month:%Y-%m}",
            "last_month": f"{self.last_month:%Y-%m}",
            "cells": self.cells,
            EQUAL: self.equal,
            WITHIN: self.within_rounding,
            DIFFERENT: self.different,
            "not_given": self.not_given,
            "largest_difference": self.largest,
        }


@dataclass(frozen=True)
class Report:
    """Every comparison, and the cells that differ with both counts."""

    comparisons: tuple[Compared, ...]
    differences: pl.DataFrame

    @property
    def agrees(self) -> bool:
        return not any(one.different for one in self.comparisons)


def reconcile(first: pl.DataFrame, second: pl.DataFrame) -> Report:
    """Compare two tables wherever they give the same cell; InputError if they nowhere do."""
    comparisons: list[Compared] = []
    differences: list[pl.DataFrame] = []
    for measure, place in _in_both(first, second):
        here = (pl.col("measure") == measure) & (pl.col("place") == place)
        for one, two in product(_releases(first.filter(here)), _releases(second.filter(here))):
            names = (_label(one), _label(two))
            for dimensions in _common_levels(one, two):
                cells = _side_by_side(one, two, dimensions)
                if not cells.is_empty():
                    comparisons.append(_counted(cells, names, measure, place, dimensions))
                    differences.append(_differing(cells, names, dimensions))
    if not comparisons:
        raise InputError(
            "The two give no cell in common.",
            given=f"{_said(first)}; {_said(second)}",
            accepted="two tables with a measure, place and month in common",
        )
    typed = [one.cast(dict.fromkeys(_COMPARED, pl.String)) for one in differences]
    return Report(tuple(comparisons), pl.concat(typed).sort(*_KEYS))


_COMPARED = tuple(name for name in DIMENSIONS if name != "area")


def _in_both(first: pl.DataFrame, second: pl.DataFrame) -> list[tuple[str, str]]:
    keys = ["measure", "place"]
    both = first.select(keys).unique().join(second.select(keys).unique(), on=keys).sort(keys)
    return [(measure, place) for measure, place in both.iter_rows()]


def _releases(table: pl.DataFrame) -> list[pl.DataFrame]:
    """Each release by itself: two of one table are never added up."""
    ordered = table.sort("publisher", "release", maintain_order=True)
    return ordered.partition_by("publisher", "release", maintain_order=True)


def _label(release: pl.DataFrame) -> str:
    return " ".join(release.select("publisher", "release").row(0))


def _differing(
    cells: pl.DataFrame, names: tuple[str, str], dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """The cells that differ by more than rounding, with every dimension as a column."""
    absent = [pl.lit(None).alias(name) for name in _COMPARED if name not in dimensions]
    found = cells.filter(pl.col("status") == DIFFERENT).with_columns(
        *absent, first_release=pl.lit(names[0]), second_release=pl.lit(names[1])
    )
    columns = (*_KEYS, *_COMPARED, "first", "second", "difference")
    return found.select(*columns, "first_release", "second_release")


def _common_levels(one: pl.DataFrame, two: pl.DataFrame) -> list[tuple[str, ...]]:
    """What both can be brought to, the finest first."""
    masks = [sorted(with_mask(side)["mask"].unique().to_list()) for side in (one, two)]
    found = {
        tuple(name for name in dimensions_of(a & b) if name in _COMPARED)
        for a in masks[0]
        for b in masks[1]
    }
    return sorted(found, key=lambda names: (-len(names), names))


def _side_by_side(
    one: pl.DataFrame, two: pl.DataFrame, dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """Both sides' counts of each cell in months that both have; an absent cell is a zero."""
    keys = [*_KEYS, *dimensions]
    sides = [at_level(side, dimensions) for side in (one, two)]
    if any(side.is_empty() for side in sides):
        return pl.DataFrame()
    months = set(sides[0]["month"].to_list()) & set(sides[1]["month"].to_list())
    sides = [side.filter(pl.col("month").is_in(months)) for side in sides]
    if "nationality" in dimensions:
        sides = _with_the_same_names(sides[0], sides[1], dimensions)
    if "component" in dimensions:
        both = set(sides[0]["component"].to_list()) & set(sides[1]["component"].to_list())
        sides = [side.filter(pl.col("component").is_in(both)) for side in sides]
    rounded = [bool((side["rounded_to"] > 1).any()) for side in sides]
    sides = [added_up(side, keys) for side in sides]
    joined = sides[0].join(sides[1], on=keys, how="full", coalesce=True, suffix="_second")
    off = [5 if is_rounded else 0 for is_rounded in rounded]
    room = pl.col("cells").fill_null(1) * off[0] + pl.col("cells_second").fill_null(1) * off[1]
    absent = pl.col("missing").is_not_null() | pl.col("missing_second").is_not_null()
    counts = joined.with_columns(
        first=pl.col("count").fill_null(0), second=pl.col("count_second").fill_null(0)
    ).with_columns(difference=pl.col("second") - pl.col("first"), room=room)
    return counts.with_columns(
        status=pl.when(absent)
        .then(pl.lit(None, dtype=pl.String))
        .when(pl.col("difference") == 0)
        .then(pl.lit(EQUAL))
        .when(pl.col("difference").abs() <= pl.col("room"))
        .then(pl.lit(WITHIN))
        .otherwise(pl.lit(DIFFERENT))
    )


def _with_the_same_names(
    one: pl.DataFrame, two: pl.DataFrame, dimensions: tuple[str, ...]
) -> list[pl.DataFrame]:
    """Nationalities that both name; the rest in OTHER if both have such a remainder, else left out.

    Who is named may differ by component.
    """
    apart = ["component"] if "component" in dimensions else []
    name = [*apart, "nationality"]
    named = [side.select(name).unique() for side in (one, two)]
    common = named[0].join(named[1], on=name)
    has_rest = common.filter(pl.col("nationality") == OTHER).select(apart or "nationality")
    common = common.filter(pl.col("nationality") != OTHER)
    sides = []
    for side, names in zip((one, two), named, strict=True):
        rest = side.join(common, on=name, how="anti")
        if apart:
            rest = rest.join(has_rest, on=apart, how="semi")
        elif has_rest.is_empty():
            rest = rest.clear()
        # A cell that is absent may have been rounded away: each name has room of its own.
        lumped = names.join(common, on=name, how="anti").height
        rest = rest.with_columns(nationality=pl.lit(OTHER), cells=pl.lit(0, dtype=pl.Int64))
        keys = [*_KEYS, *dimensions]
        rest = added_up(rest, keys).with_columns(cells=pl.lit(lumped, dtype=pl.Int64))
        kept = side.join(common, on=name, how="semi").select(rest.columns)
        sides.append(pl.concat([kept, rest.cast(dict(kept.schema))]))  # type: ignore[arg-type]
    return sides


def _counted(
    cells: pl.DataFrame,
    names: tuple[str, str],
    measure: str,
    place: str,
    dimensions: tuple[str, ...],
) -> Compared:
    status = cells["status"]
    largest = cells.filter(status == DIFFERENT)["difference"].abs().max()
    months = cells["month"].to_list()
    return Compared(
        *names,
        measure,
        place,
        dimensions,
        min(months),
        max(months),
        int((status == EQUAL).sum()),
        int((status == WITHIN).sum()),
        int((status == DIFFERENT).sum()),
        int(status.null_count()),
        int(largest or 0),  # type: ignore[arg-type]
    )


def _said(table: pl.DataFrame) -> str:
    held = table.select("measure", "place").unique().sort("measure", "place")
    return ", ".join(f"{measure} {place}" for measure, place in held.iter_rows())
