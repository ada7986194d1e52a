"""What comes of reading a file, and what a format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from safeconduct.impact.readers.source import Rows, Source
from safeconduct.impact.table import span


@dataclass(frozen=True)
class Read:
    """A format's own answer: the long table, and what a reader of it has to know."""

    table: pl.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A file as one long table, what was noticed, and which file it was."""

    table: pl.DataFrame
    notes: tuple[str, ...]
    format: str
    file: str
    sha256: str
    releases: tuple[tuple[str, str], ...] = field(default=())

    def as_data(self) -> dict[str, object]:
        """The reading without its table, for --json."""
        first, last = span(self.table["month"])
        return {
            "file": self.file,
            "sha256": self.sha256,
            "format": self.format,
            "releases": [{"publisher": who, "release": which} for who, which in self.releases],
            "rows": self.table.height,
            "first_month": f"{first:%Y-%m}",
            "last_month": f"{last:%Y-%m}",
            "measures": sorted(self.table["measure"].unique().to_list()),
            "places": sorted(self.table["place"].unique().to_list()),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class CsvFormat:
    """A published CSV file, known by its columns."""

    id: str
    about: str
    columns: tuple[str, ...]
    read: Callable[[Rows], Read]
    #: What tells it from another format with the same columns.
    tells: Callable[[Rows], bool] = lambda rows: True


@dataclass(frozen=True)
class WorkbookFormat:
    """A published workbook, known by some of its sheets."""

    id: str
    about: str
    sheets: tuple[str, ...]
    read: Callable[[Source], Read]


def release_until(name: str, months: pl.Series) -> str:
    """A release's name: the data set and the last month that it has."""
    return f"{name}-{span(months)[1]:%Y-%m}"


def summed(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of one cell added up; every column but `count` names the cell."""
    cell = [name for name in frame.columns if name != "count"]
    return frame.group_by(cell).agg(pl.col("count").sum())
