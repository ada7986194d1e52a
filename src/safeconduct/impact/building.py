"""A programme's own table of figures made again from the published files, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from safeconduct.errors import InputError, NotFound
from safeconduct.impact.levels import at_level
from safeconduct.impact.months import first_day
from safeconduct.impact.readers import read
from safeconduct.impact.series import of_measure
from safeconduct.impact.shipped import COLUMNS, RECIPE, FigureSet, PublishedFile, provenance_of


def build(folder: Path, raw: Path, progress: Callable[[int], None] = lambda done: None) -> bytes:
    """The table as CSV, made from the published files in `raw`; always the same bytes.

    `progress` is told how many files are read. NotFound when a file is not there, InputError when it is
    another than the recipe names.
    """
    provenance = provenance_of(folder)
    tables: dict[str, pl.DataFrame] = {}
    for name, file in provenance.files.items():
        tables[name] = _published(raw / file.name, file)
        progress(len(tables))
    parts = [_cells(name, one, tables[one.file]) for name, one in provenance.sets.items()]
    return pl.concat(parts).write_csv().encode()


def _published(path: Path, file: PublishedFile) -> pl.DataFrame:
    if not path.is_file():
        raise NotFound(
            f"There is no file {file.name} in {path.parent}.",
            given=str(path.parent),
            accepted=f"the folder with the published files that {RECIPE} names",
        )
    reading = read(path)
    if reading.sha256 != file.sha256:
        raise InputError(
            f"{path.name} is another file than the one from which the table was made: its sha256 is "
            f"{reading.sha256}.",
            given=reading.sha256,
            accepted=f"the file with sha256 {file.sha256}",
        )
    return reading.table


def _cells(name: str, one: FigureSet, table: pl.DataFrame) -> pl.DataFrame:
    """The cells of one set, sorted; where nationalities are chosen, all together stand beside them."""
    rows = of_measure(table, one.measure, one.place).filter(
        pl.col("publisher") == one.publisher, pl.col("release") == one.release
    )
    between = pl.col("month").is_between(first_day(one.first), first_day(one.last))
    level = at_level(rows, one.by).filter(between)
    if level.is_empty() or level["rounded_to"].unique().to_list() != [one.rounded_to]:
        raise InputError(
            f"the set `{name}` finds nothing of its measure, place, release and rounding in its file.",
            given=f"{one.measure} {one.place} {one.release}",
            accepted=", ".join(rows["release"].unique().to_list()) or "another measure or place",
        )
    if one.nationalities:
        others = [dimension for dimension in one.by if dimension != "nationality"]
        totals = at_level(rows, others).filter(between)
        level = pl.concat([_dense(level, one), totals], how="diagonal")
    else:
        level = level.filter(pl.col("count").is_null() | (pl.col("count") > 0))
    dimensions = [column for column in COLUMNS if column in level.columns and column != "month"]
    return (
        level.with_columns(set=pl.lit(name), month=pl.col("month").dt.strftime("%Y-%m"))
        .with_columns(
            pl.lit(None, dtype=pl.String).alias(column)
            for column in COLUMNS
            if column not in level.columns and column != "set"
        )
        .select(pl.col(column).cast(pl.String) for column in COLUMNS)
        .sort([column for column in ("month", *dimensions) if column not in ("count", "missing")])
    )


def _dense(level: pl.DataFrame, one: FigureSet) -> pl.DataFrame:
    """The chosen nationalities in every month that has rows, with a zero where there is none of them."""
    absent = set(one.nationalities) - set(level["nationality"].to_list())
    if absent:
        raise InputError(
            f"the file does not name {', '.join(sorted(absent))}.",
            given=", ".join(one.nationalities),
            accepted=", ".join(level["nationality"].unique().sort().to_list()),
        )
    others = [by for by in one.by if by != "nationality"]
    cells = level.select("month", *others).unique()
    chosen = pl.DataFrame({"nationality": one.nationalities})
    grid = cells.join(chosen, how="cross")
    found = grid.join(level, on=["month", *others, "nationality"], how="left")
    return found.with_columns(
        count=pl.when(pl.col("missing").is_null()).then(pl.col("count").fill_null(0))
    )
