"""OHSS, "Immigration Enforcement and Legal Processes Monthly Tables": one workbook, a table a sheet.

A table has a title, an upper header in some sheets, a header with footnote digits, then years with a
total and twelve months. Yearly totals are left out and serve as a check. Everything is rounded to ten.
`X` is not applicable and `NA` not available; neither is a zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from safeconduct.errors import InputError, Place
from safeconduct.impact.readers import fiscal
from safeconduct.impact.readers.ohss_tables import TABLES, TOTAL, Column, Table
from safeconduct.impact.readers.reading import Read, WorkbookFormat, release_until
from safeconduct.impact.readers.source import Rows, Source
from safeconduct.impact.readers.workbook import Workbook, open_workbook
from safeconduct.impact.table import DIMENSIONS, OTHER, normal

PUBLISHER = "OHSS"
ROUNDED_TO = 10
_FLAGS = {"X": "not_applicable", "NA": "not_available"}
_FOOTNOTE = re.compile(r"(?<=\D)\d+$")
_HEADER = "Fiscal Year"
_MOST_DIGITS = 15
_CELL_TYPES: dict[str, Any] = {
    "month": pl.Date,
    "measure": pl.String,
    "place": pl.String,
    **dict.fromkeys(DIMENSIONS, pl.String),
    "count": pl.Int64,
    "missing": pl.String,
}


@dataclass
class _Sheet:
    """A sheet taken apart."""

    name: str
    title: str
    rows: Rows
    columns: tuple[Column, ...]
    months: list[tuple[int, date]] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)


def _read(source: Source) -> Read:
    book = open_workbook(source)
    parts: list[pl.DataFrame] = []
    left_out: list[str] = []
    sheets = {_title(book, name): name for name in book.sheets}
    for number, table in enumerate(TABLES):
        title = next((text for text in sheets if text.startswith(f"{table.title}:")), None)
        if title is None:
            left_out.append(f"There is no table {table.title!r} in it.")
            continue
        sheet = _taken_apart(book, sheets.pop(title), title)
        parts.append(_cells(sheet, table, number))
    unread = [name for title, name in sheets.items() if ":" in title]
    if not parts:
        raise InputError(
            f"{book.name} has none of the tables that can be read.",
            given=", ".join(book.sheets),
            accepted=", ".join(table.title for table in TABLES),
        )
    if unread:
        left_out.append(
            "Tables that tell other things apart were left out: " + ", ".join(unread) + "."
        )
    frame, repeated = _each_once(pl.concat(parts), book.name)
    result = normal(
        frame,
        rounded_to=ROUNDED_TO,
        publisher=PUBLISHER,
        release=release_until("monthly-tables", frame["month"]),
    )
    notes = (
        "Counts are rounded to the nearest ten: a 0 may be up to 4, and sums do not add.",
        f"{int(result['count'].null_count()):,} cells are X (not applicable) or NA (not available), "
        "not zero.",
        f"{repeated:,} cells stand in several tables, alike within rounding, and were taken once.",
        "Some nationalities have no column of their own in a table and are in OTHER there.",
        *left_out,
    )
    return Read(result, notes)


def _title(book: Workbook, sheet: str) -> str:
    grid = book.grid(sheet)
    return " ".join((grid.row(1)[0] or "").split()) if grid.height > 1 else ""


def _taken_apart(book: Workbook, name: str, title: str) -> _Sheet:
    """A sheet's header, months and yearly totals."""
    grid = book.grid(name)
    first = grid[grid.columns[0]]
    at = next((row for row in range(grid.height) if first[row] == _HEADER), None)
    if at is None or grid.width < 3 or grid.row(at)[1] != "Month":
        raise InputError(
            f"the sheet {name!r} of {book.name} has no header with {_HEADER} and Month.",
            given=title,
            accepted="a table as published",
            place=Place(f"{book.name}[{name}]"),
        )
    upper = grid.row(at - 1) if at > 2 else (None,) * grid.width
    rows = Rows(f"{book.name}[{name}]", grid, first_line=1)
    sheet = _Sheet(name, title, rows, tuple(_columns(upper, grid.row(at))))
    _find_months(sheet, at + 1)
    return sheet


def _columns(upper: tuple[str | None, ...], header: tuple[str | None, ...]) -> list[Column]:
    """An upper header stands over the first of its columns and holds up to the next one."""
    found: list[Column] = []
    group = ""
    for position in range(2, len(header)):
        group = _plain(upper[position]) or group
        if header[position]:
            found.append(Column(position, group, _plain(header[position])))
    return found


def _plain(header: str | None) -> str:
    """A header without line breaks and the digits of its footnotes."""
    return _FOOTNOTE.sub("", " ".join((header or "").split()))


def _find_months(sheet: _Sheet, start: int) -> None:
    """A year stands beside its total; its months follow, until the notes begin."""
    years, months = (sheet.rows.frame[name].to_list() for name in sheet.rows.columns[:2])
    year: int | None = None
    for row in range(start, len(months)):
        if months[row] is None:
            break
        if years[row] is not None:
            year = fiscal.year_of(years[row])
        if year is None:
            raise sheet.rows.refuse(
                row, sheet.rows.columns[0], "which is no fiscal year", "a year such as 2023"
            )
        if months[row] == TOTAL:
            sheet.totals.append((row, year))
            continue
        number = fiscal.month_of(months[row])
        if number is None:
            raise sheet.rows.refuse(
                row,
                sheet.rows.columns[1],
                "which is no month",
                "October to September, or Total",
            )
        month = fiscal.calendar_month(year, number)
        if any(known == month for _, known in sheet.months[-12:]):
            raise sheet.rows.refuse(
                row, sheet.rows.columns[1], "which stands twice in its year", "each month once"
            )
        sheet.months.append((row, month))


def _cells(sheet: _Sheet, table: Table, number: int) -> pl.DataFrame:
    """The cells of a table, checked against its own totals."""
    months = [month for _, month in sheet.months]
    cells: dict[str, list[Any]] = {name: [] for name in _CELL_TYPES}
    counts: dict[int, list[int | None]] = {}
    for column in sheet.columns:
        try:
            meaning = table.means(column)
        except KeyError as error:
            raise InputError(
                f"the column {column.name!r} is none that this table has.",
                given=str(error),
                accepted="columns as published in the release of December 2024",
                place=Place(sheet.rows.name, None, column.position + 1),
            ) from error
        if meaning is None:
            continue
        values, flags = _values(sheet, column)
        counts[column.position] = values
        _check_years(sheet, column, values)
        cells["month"] += months
        cells["count"] += [values[row] for row, _ in sheet.months]
        cells["missing"] += [flags[row] for row, _ in sheet.months]
        for name in ("measure", "place", *DIMENSIONS):
            cells[name] += [meaning.get(name)] * len(months)
    _check_totals(sheet, counts, table)
    frame = pl.DataFrame(cells, schema=_CELL_TYPES)
    return frame.with_columns(table=pl.lit(number), sheet=pl.lit(sheet.name))


def _values(sheet: _Sheet, column: Column) -> tuple[list[int | None], list[str | None]]:
    """A column's numbers and flags, row by row of the sheet, where months and totals stand."""
    held = sheet.rows.frame[sheet.rows.columns[column.position]].to_list()
    numbers: list[int | None] = [None] * len(held)
    flags: list[str | None] = [None] * len(held)
    for row, _ in (*sheet.months, *sheet.totals):
        text = held[row] or ""
        if text in _FLAGS:
            flags[row] = _FLAGS[text]
            continue
        plain = text.removesuffix(".0")
        if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
            accepted = "a whole number, X (not applicable) or NA (not available)"
            raise _refuse(sheet, row, column, "which is no count", accepted)
        numbers[row] = int(plain)
        if int(plain) % ROUNDED_TO:
            raise _refuse(sheet, row, column, "which is not rounded to ten", "counts in tens")
    return numbers, flags


def _refuse(sheet: _Sheet, row: int, column: Column, why: str, accepted: str) -> InputError:
    """The error for one cell, under the name that its column has in the sheet."""
    whole = " ".join(part for part in (column.group, column.name) if part)
    error = sheet.rows.refuse(row, sheet.rows.columns[column.position], why, accepted)
    unnamed = f"`{sheet.rows.columns[column.position]}`"
    error.message = error.message.replace(unnamed, f"`{whole}`", 1)
    return error


def _check_years(sheet: _Sheet, column: Column, held: list[int | None]) -> None:
    """Rounded months can differ from the rounded year by half of ten each, and no more."""
    by_year: dict[int, list[int | None]] = {}
    for row, month in sheet.months:
        by_year.setdefault(fiscal.fiscal_year_of(month), []).append(held[row])
    for row, year in sheet.totals:
        months, total = by_year.get(year, []), held[row]
        # A month that was not applicable adds nothing to the year.
        parts = sum(month or 0 for month in months)
        if total is not None and abs(parts - total) > ROUNDED_TO // 2 * (len(months) + 1):
            accepted = "a total that its months make up"
            raise _refuse(sheet, row, column, f"but its months sum to {parts:,}", accepted)


def _check_totals(sheet: _Sheet, counts: Mapping[int, list[int | None]], table: Table) -> None:
    """In each month the columns that make up another sum to it, within half of ten for each."""
    columns = tuple(column for column in sheet.columns if column.position in counts)
    for total, parts in table.sums(columns):
        held = [counts[column.position] for column in parts]
        room = ROUNDED_TO // 2 * (len(parts) + 1)
        for row, _ in sheet.months:
            whole, found = counts[total.position][row], sum(part[row] or 0 for part in held)
            if whole is not None and abs(whole - found) > room:
                why = f"but {_named(total, parts)} sum to {found:,}"
                raise _refuse(sheet, row, total, why, "a total that its parts make up")


def _named(total: Column, parts: tuple[Column, ...]) -> str:
    """Which columns make up a total: one of each other group, or those that stand beside it."""
    groups = [column.group for column in parts]
    if total.group not in groups:
        return " and ".join(groups)
    return "the columns beside it"


def _each_once(frame: pl.DataFrame, book: str) -> tuple[pl.DataFrame, int]:
    """Each cell from the first table that has it; a remainder only beside its own named columns.

    InputError where two tables contradict each other by more than rounding.
    """
    cell = ["month", "measure", "place", *DIMENSIONS]
    named = pl.col("nationality").is_not_null()
    block = ["measure", "place", "component"]
    # What one table calls the rest is not what a table with more columns calls it.
    first = frame.filter(named).group_by(block).agg(finest=pl.col("table").min())
    marked = frame.join(first, on=block, how="left", nulls_equal=True)
    kept = marked.filter(~named | (pl.col("table") == pl.col("finest")))
    kept = kept.sort("table").unique(subset=cell, keep="first", maintain_order=True)
    comparable = frame.filter((pl.col("nationality") != OTHER).fill_null(True))
    both = comparable.join(kept, on=cell, suffix="_kept", nulls_equal=True)
    both = both.filter(pl.col("table") != pl.col("table_kept"))
    apart = both.filter((pl.col("count") - pl.col("count_kept")).abs() > ROUNDED_TO)
    if not apart.is_empty():
        row = apart.sort("month").row(0, named=True)
        raise InputError(
            f"the sheet {row['sheet']!r} of {book} has {row['count']:,} for "
            f"{row['nationality'] or 'all'} in {row['month']:%Y-%m}, where {row['sheet_kept']!r} "
            f"has {row['count_kept']:,}.",
            given=str(row["count"]),
            accepted="tables that agree within rounding",
        )
    return kept.drop("table", "sheet", "finest"), both.height


FORMATS = (
    WorkbookFormat(
        "ohss-monthly-tables",
        "OHSS, Immigration Enforcement and Legal Processes Monthly Tables (xlsx)",
        ("CBP Encounter by Type + Region", "CHNV Paroles"),
        _read,
    ),
)
