"""Rows of one granularity out of a table that holds several, so that nothing is added twice.

A release may give a total, the same by nationality, and again by sector. For what is asked, each month
of each release takes the coarsest rows that tell it apart, and only those are added up.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from safeconduct.impact.table import COMPONENTS, DIMENSIONS, SOURCE

_BIT = {name: 1 << position for position, name in enumerate(DIMENSIONS)}


def with_mask(table: pl.DataFrame) -> pl.DataFrame:
    """The table with `mask`: which dimensions each row tells apart."""
    bits = (pl.col(name).is_not_null().cast(pl.Int32) * bit for name, bit in _BIT.items())
    return table.with_columns(mask=pl.sum_horizontal(bits))


def mask_of(dimensions: Collection[str]) -> int:
    """The mask of rows that tell just these dimensions apart."""
    return sum(_BIT[name] for name in dimensions)


def dimensions_of(mask: int) -> tuple[str, ...]:
    """The dimensions of a mask."""
    return tuple(name for name, bit in _BIT.items() if mask & bit)


def at_level(table: pl.DataFrame, dimensions: Collection[str]) -> pl.DataFrame:
    """One row per release, measure, place, month and `dimensions`, added up over everything else.

    `cells` says how many published cells a count sums, `rounded_to` how coarsely they were rounded.
    Months of a release that does not tell the dimensions apart are absent.
    """
    marked = with_mask(table)
    wanted = mask_of(dimensions)
    fits = marked.filter((pl.col("mask") & wanted) == wanted)
    if "component" not in dimensions:
        fits = _with_both_components(fits)
    per_month = [*SOURCE, "month"]
    choice = (
        fits.select(*per_month, "mask")
        .unique()
        .with_columns(finer=pl.col("mask").bitwise_count_ones())
        .sort("finer", "mask")
        .unique(subset=per_month, keep="first", maintain_order=True)
        .drop("finer")
    )
    chosen = fits.join(choice, on=[*per_month, "mask"], how="semi")
    ordered = [name for name in DIMENSIONS if name in dimensions]
    return added_up(chosen, [*per_month, *ordered])


def added_up(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Rows added up by keys. What is not available makes a sum so; what is not applicable adds nothing."""
    unavailable = (pl.col("missing") == "not_available").fill_null(False).any()
    nothing = pl.col("count").is_null().all()
    cells = pl.col("cells") if "cells" in rows.columns else pl.lit(1).repeat_by(1).list.first()
    return (
        rows.with_columns(cells=cells.cast(pl.Int64))
        .group_by(keys)
        .agg(
            count=pl.when(~unavailable & ~nothing).then(pl.col("count").sum()),
            missing=pl.when(unavailable)
            .then(pl.lit("not_available"))
            .when(nothing)
            .then(pl.lit("not_applicable")),
            rounded_to=pl.col("rounded_to").max(),
            cells=pl.col("cells").sum(),
        )
        .sort(keys)
    )


def _with_both_components(rows: pl.DataFrame) -> pl.DataFrame:
    """Without rows of one component alone: added up, they would pass for the whole."""
    both = pl.col("component").n_unique() == len(COMPONENTS)
    whole = rows.filter(both.over([*SOURCE, "mask"]) | pl.col("component").is_null())
    return whole
