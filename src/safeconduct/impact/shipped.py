"""The small table of published figures in a programme's folder: its recipe, its building, its reading.

`impact/figures.yaml` says which cells of which published files stand in `impact/figures.csv`, where the
files come from and what to beware of. The table is made again from the files byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safeconduct.errors import InputError, NotFound, Place, ProgrammeError, shown
from safeconduct.impact.levels import at_level
from safeconduct.impact.readers import read
from safeconduct.impact.series import of_measure
from safeconduct.impact.table import normal
from safeconduct.programme.folder import IMPACT
from safeconduct.programme.reading import read_yaml

RECIPE, TABLE = "figures.yaml", "figures.csv"
COLUMNS = ("set", "month", "component", "authority", "nationality", "count", "missing")
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Month = Annotated[str, Field(pattern=_MONTH.pattern)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """A text in both languages."""

    en: str
    es: str


class PublishedFile(_Entry):
    """A published file: where it was taken from, and by which digest it is known."""

    name: str
    sha256: Digest
    publisher: str
    title: str
    repository: str
    commit: str
    path: str
    licence: str
    conversion: str | None = None


class FigureSet(_Entry):
    """Cells of one file that stand in the table under one name."""

    file: str
    about: Words
    measure: str
    place: str
    by: tuple[Literal["component", "authority", "nationality"], ...]
    #: If given, only these, with every zero written out, and beside them all nationalities together.
    nationalities: tuple[str, ...] = ()
    first: Month
    last: Month
    publisher: str
    release: str
    rounded_to: Literal[1, 10] = 1


class TableMade(_Entry):
    """The table by which a recipe is known to give what ships."""

    sha256: Digest
    rows: int


class Provenance(_Entry):
    """All that `figures.yaml` says."""

    title: Words
    table: TableMade
    files: dict[str, PublishedFile]
    sets: dict[str, FigureSet]
    traps: tuple[Words, ...]


@dataclass(frozen=True)
class Figures:
    """A programme's figures as the one long table, and where they come from."""

    table: pl.DataFrame
    provenance: Provenance
    sha256: str


def provenance_of(folder: Path) -> Provenance:
    """What a programme's folder says of its figures; NotFound if it has none, ProgrammeError if wrong."""
    path = folder / IMPACT / RECIPE
    shown_as = f"{folder.name}/{IMPACT}/{RECIPE}"
    if not path.is_file():
        raise NotFound(
            f"{folder.name} has no published figures of its own.",
            given=folder.name,
            accepted=f"a programme with a file {IMPACT}/{RECIPE}",
        )
    located, problems = read_yaml(path, shown_as)
    if located is None or problems:
        wrong = problems[0]
        raise ProgrammeError(f"{wrong.message}.", given=shown_as, place=wrong.place)
    try:
        found = Provenance.model_validate(located.data)
    except ValidationError as error:
        first = error.errors()[0]
        raise ProgrammeError(
            f"`{'.'.join(map(str, first['loc']))}`: {first['msg']}.",
            given=shown(first.get("input")),
            place=located.place(
                tuple(part for part in first["loc"] if isinstance(part, str | int))
            ),
        ) from error
    for name, one in found.sets.items():
        if one.file not in found.files:
            raise ProgrammeError(
                f"the set `{name}` is of a file `{one.file}` that is not listed.",
                given=one.file,
                accepted=", ".join(found.files),
                place=located.place(("sets", name, "file")),
            )
    return found


def load_figures(folder: Path) -> Figures:
    """A programme's shipped figures as a long table; ProgrammeError if they are not those of the recipe."""
    provenance = provenance_of(folder)
    path = folder / IMPACT / TABLE
    shown_as = f"{folder.name}/{IMPACT}/{TABLE}"
    if not path.is_file():
        raise NotFound(
            f"There is no {shown_as}.",
            given=shown_as,
            accepted="the table that `safeconduct impact build` writes",
        )
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != provenance.table.sha256:
        raise ProgrammeError(
            f"the table is another than {RECIPE} names: its sha256 is {sha256}.",
            given=sha256,
            accepted=f"the table with sha256 {provenance.table.sha256}",
            place=Place(shown_as),
        )
    return Figures(_long(content, provenance), provenance, sha256)


def _long(content: bytes, provenance: Provenance) -> pl.DataFrame:
    rows = pl.read_csv(content, infer_schema=False)
    sets = provenance.sets
    facts: dict[str, dict[str, Any]] = {
        column: {name: str(getattr(one, column)) for name, one in sets.items()}
        for column in ("measure", "place", "publisher", "release", "rounded_to")
    }
    frame = rows.with_columns(
        *(pl.col("set").replace_strict(codes).alias(column) for column, codes in facts.items()),
        (pl.col("month") + "-01").str.to_date("%Y-%m-%d").alias("month"),
        pl.col("count").cast(pl.Int64),
    ).drop("set")
    return normal(frame)


def build(folder: Path, raw: Path) -> bytes:
    """The table as CSV, made from the published files in `raw`; always the same bytes.

    NotFound when a file is not there, InputError when it is another than the recipe names.
    """
    provenance = provenance_of(folder)
    tables = {name: _published(raw / file.name, file) for name, file in provenance.files.items()}
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
    between = pl.col("month").is_between(_day(one.first), _day(one.last))
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


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
