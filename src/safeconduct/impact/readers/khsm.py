"""OHSS, "Key Homeland Security Metrics: CBP Encounters, USBP": Border Patrol encounters since 1999.

Rounded to ten; a cell that is absent is zero or under 5. Each sheet has to be made up by the sheets that
tell more apart, and each year by its months, as far as rounding lets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from safeconduct.errors import InputError, Place
from safeconduct.impact import nations
from safeconduct.impact.readers import fiscal
from safeconduct.impact.readers.reading import Read, WorkbookFormat, release_until, summed
from safeconduct.impact.readers.source import Rows, Source
from safeconduct.impact.readers.workbook import Workbook, open_workbook
from safeconduct.impact.table import normal

PUBLISHER = "OHSS"
ROUNDED_TO = 10
_HALF = ROUNDED_TO // 2
_YEAR, _MONTH, _COUNT = "Fiscal\nYear", "Month", "Quantity"
_PLACES = {
    "Southwest Land Border": "southwest",
    "Northern Land Border": "northern",
    "Coastal Border": "coastal",
}
_GROUPS = {
    "Single Adults": "single_adult",
    "Family Unit Individuals": "family_unit",
    "Unaccompanied Children": "unaccompanied_minor",
}
#: Sheets, once by month and once by year -> what stands in them beside year, month and quantity.
_SHEETS: Mapping[str, tuple[str, ...]] = {
    "Count": (),
    "Region": ("Region",),
    "Citizenship": ("Citizenship",),
    "Family Status": ("Family Status",),
    "Rgn and Citp": ("Region", "Citizenship"),
    "Rgn and Fam Status": ("Region", "Family Status"),
    "Rgn and Sector": ("Region", "Sector"),
}
#: What makes up what: a sheet's last column is told apart in it, and not in the sheet that it makes up.
_MADE_UP = (
    ("Count", "Region", "the regions"),
    ("Count", "Citizenship", "the citizenships"),
    ("Count", "Family Status", "the family statuses"),
    ("Region", "Rgn and Citp", "the citizenships"),
    ("Region", "Rgn and Fam Status", "the family statuses"),
    ("Region", "Rgn and Sector", "the sectors"),
)


@dataclass(frozen=True)
class _Sheet:
    """A sheet's rows as they stand, and its cells: `year`, `month` (null in a sheet by year), `count`."""

    rows: Rows
    also: tuple[str, ...]
    cells: pl.DataFrame


def _read(source: Source) -> Read:
    book = open_workbook(source)
    wanted = [f"{every} {name}" for every in ("Monthly", "Annual") for name in _SHEETS]
    missing = [sheet for sheet in wanted if sheet not in book.sheets]
    if missing:
        raise InputError(
            f"{book.name} has no sheet {missing[0]!r}.",
            given=", ".join(book.sheets),
            accepted=f"the sheets {', '.join(wanted)}",
        )
    monthly = {name: _by_month(book, name, also) for name, also in _SHEETS.items()}
    for whole, part, what in _MADE_UP:
        _check_parts(monthly[whole], monthly[part], what)
    for name, sheet in monthly.items():
        _check_years(_by_year(book, name, _SHEETS[name]), sheet, monthly["Count"])
    frame = pl.concat((_long(sheet) for sheet in monthly.values()), how="diagonal")
    table = normal(
        frame,
        component="USBP",
        measure="encounters",
        rounded_to=ROUNDED_TO,
        publisher=PUBLISHER,
        release=release_until("khsm-usbp", frame["month"]),
    )
    return Read(
        table,
        (
            "Counts are rounded to the nearest ten; an absent cell is zero or under 5.",
            "Only the Border Patrol is in it.",
        ),
    )


def _rows(book: Workbook, name: str, wanted: tuple[str, ...]) -> Rows:
    """A sheet's rows; InputError if its columns are others, or a cell stands twice."""
    rows = book.rows(name)
    if rows.columns != wanted:
        raise InputError(
            f"the sheet {name!r} of {book.name} has other columns: {_listed(rows.columns)}.",
            given=_listed(rows.columns),
            accepted=_listed(wanted),
            place=Place(rows.name, 1),
        )
    rows.refuse_repeated(wanted[:-1])
    return rows


def _by_month(book: Workbook, name: str, also: tuple[str, ...]) -> _Sheet:
    rows = _rows(book, f"Monthly {name}", (_YEAR, _MONTH, *also, _COUNT))
    month = fiscal.months(rows, _YEAR, _MONTH)
    return _sheet(
        rows,
        also,
        month.dt.year() + (month.dt.month() >= fiscal.FIRST_OF_FISCAL_YEAR).cast(pl.Int32),
        month,
    )


def _by_year(book: Workbook, name: str, also: tuple[str, ...]) -> _Sheet:
    rows = _rows(book, f"Annual {name}", (_YEAR, *also, _COUNT))
    year = rows.recoded(
        _YEAR, lambda text: str(fiscal.year_of(text) or "") or None, "fiscal year", "a year"
    )
    return _sheet(rows, also, year.cast(pl.Int32), None)


def _sheet(rows: Rows, also: tuple[str, ...], year: pl.Series, month: pl.Series | None) -> _Sheet:
    columns = {"year": year, "month": month, "count": rows.counts(_COUNT)}
    columns |= {column: rows.frame[column] for column in also}
    return _Sheet(rows, also, pl.DataFrame(columns))


def _long(sheet: _Sheet) -> pl.DataFrame:
    """The cells of a sheet by month, in the words of the long table."""
    rows = sheet.rows
    columns = {"month": sheet.cells["month"], "count": sheet.cells["count"]}
    for column in sheet.also:
        if column == "Region":
            columns["place"] = rows.recoded(column, _PLACES.get, "region", ", ".join(_PLACES))
        elif column == "Citizenship":
            columns["nationality"] = rows.recoded(
                column, nations.from_name, "nationality known", "a country's English name"
            )
        elif column == "Family Status":
            columns["group"] = rows.recoded(column, _GROUPS.get, "group", ", ".join(_GROUPS))
        else:
            columns["area"] = rows.recoded(column, lambda text: text or None, "sector", "a name")
    frame = pl.DataFrame(columns)
    place = pl.lit("nationwide").alias("place")
    # Several names may be one remainder.
    return summed(frame if "place" in frame.columns else frame.with_columns(place))


def _check_parts(whole: _Sheet, part: _Sheet, what: str) -> None:
    """Each month's cells are made up by those that tell one thing more apart."""
    told = part.also[-1]
    names = part.rows.frame[told].n_unique()
    where = "of that month" if not whole.also else "of that month and region"
    _compare(whole, part, ["month", *whole.also], pl.lit(names), f"{what} {where}")


def _check_years(yearly: _Sheet, monthly: _Sheet, count: _Sheet) -> None:
    """Each year's cells are made up by its months, of which the newest year has fewer."""
    months = count.cells.group_by("year").agg(names=pl.len().cast(pl.Int64))
    cells = yearly.cells.join(months, on="year", how="left", maintain_order="left")
    with_months = _Sheet(yearly.rows, yearly.also, cells.with_columns(pl.col("names").fill_null(0)))
    _compare(with_months, monthly, ["year", *yearly.also], pl.col("names"), "its months")


def _compare(whole: _Sheet, part: _Sheet, keys: list[str], names: pl.Expr, what: str) -> None:
    """Rounding moves each count by up to 5; an absent cell hides up to 4, and never less than none."""
    found = part.cells.group_by(keys).agg(
        parts=pl.col("count").sum(), given=pl.len().cast(pl.Int64)
    )
    both = whole.cells.join(found, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("parts", "given").fill_null(0)
    )
    room = (pl.col("given") + 1) * _HALF
    hidden = (names - pl.col("given")) * (_HALF - 1)
    lacks = pl.col("count") - pl.col("parts")
    bad = both.select((lacks > room + hidden) | (lacks < -room)).to_series()
    if bad.any():
        row = int(bad.arg_true()[0])
        why = f"but {what} sum to {both['parts'][row]:,}"
        raise whole.rows.refuse(row, _COUNT, why, "a total that its parts make up")
    loose = part.cells.with_row_index("row").join(whole.cells, on=keys, how="anti")
    if not loose.is_empty():
        why = f"and {whole.rows.name} has no total for it"
        row = int(loose["row"].min())  # type: ignore[arg-type]
        raise part.rows.refuse(row, _COUNT, why, "parts of a total that is there")


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(" ".join(column.split()) for column in columns)


FORMATS = (
    WorkbookFormat(
        "ohss-khsm-usbp",
        "OHSS, Key Homeland Security Metrics: Border Patrol encounters (xlsx)",
        ("Monthly Count", "Monthly Rgn and Citp"),
        _read,
    ),
)
