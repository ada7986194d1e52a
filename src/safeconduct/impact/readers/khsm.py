"""OHSS, "Key Homeland Security Metrics: CBP Encounters, USBP": Border Patrol encounters since 1999.

Rounded to ten; a cell that is absent is zero or under 5. Sheets by year repeat those by month and serve
as a check.
"""

from __future__ import annotations

from collections.abc import Mapping

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
#: Sheets by month -> what stands in them beside year, month and quantity.
_SHEETS: Mapping[str, tuple[str, ...]] = {
    "Monthly Count": (),
    "Monthly Region": ("Region",),
    "Monthly Citizenship": ("Citizenship",),
    "Monthly Family Status": ("Family Status",),
    "Monthly Rgn and Citp": ("Region", "Citizenship"),
    "Monthly Rgn and Fam Status": ("Region", "Family Status"),
    "Monthly Rgn and Sector": ("Region", "Sector"),
}


def _read(source: Source) -> Read:
    book = open_workbook(source)
    missing = [sheet for sheet in (*_SHEETS, "Annual Count") if sheet not in book.sheets]
    if missing:
        raise InputError(
            f"{book.name} has no sheet {missing[0]!r}.",
            given=", ".join(book.sheets),
            accepted=f"the sheets {', '.join((*_SHEETS, 'Annual Count'))}",
        )
    parts = {name: _sheet(book, name, also) for name, also in _SHEETS.items()}
    _check_years(book, parts["Monthly Count"])
    _check_regions(book, parts["Monthly Count"], parts["Monthly Region"])
    frame = pl.concat(parts.values(), how="diagonal")
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
    """A sheet's rows; InputError if its columns are others."""
    rows = book.rows(name)
    if rows.columns != wanted:
        raise InputError(
            f"the sheet {name!r} of {book.name} has other columns: {_listed(rows.columns)}.",
            given=_listed(rows.columns),
            accepted=_listed(wanted),
            place=Place(rows.name, 1),
        )
    return rows


def _sheet(book: Workbook, name: str, also: tuple[str, ...]) -> pl.DataFrame:
    rows = _rows(book, name, (_YEAR, _MONTH, *also, _COUNT))
    rows.refuse_repeated([_YEAR, _MONTH, *also])
    columns = {"month": fiscal.months(rows, _YEAR, _MONTH), "count": rows.counts(_COUNT)}
    place = pl.lit("nationwide").alias("place")
    for column in also:
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
    # Several names may be one remainder.
    return summed(frame if "place" in frame.columns else frame.with_columns(place))


def _check_years(book: Workbook, monthly: pl.DataFrame) -> None:
    """Twelve rounded months can differ from the rounded year by half of ten each, and no more."""
    rows = _rows(book, "Annual Count", (_YEAR, _COUNT))
    totals = rows.counts(_COUNT)
    years = rows.recoded(
        _YEAR, lambda text: str(fiscal.year_of(text) or "") or None, "fiscal year", "a year"
    )
    by_year = (
        monthly.with_columns(year=_fiscal_year("month"))
        .group_by("year")
        .agg(pl.col("count").sum(), months=pl.len())
    )
    found = {row["year"]: (row["count"], row["months"]) for row in by_year.iter_rows(named=True)}
    for index, (year, total) in enumerate(zip(years.cast(pl.Int32), totals, strict=True)):
        parts, number = found.get(year, (0, 0))
        if abs(parts - total) > ROUNDED_TO // 2 * (number + 1):
            raise rows.refuse(
                index, _COUNT, f"but its months sum to {parts:,}", "a total that its months make up"
            )


def _check_regions(book: Workbook, monthly: pl.DataFrame, regions: pl.DataFrame) -> None:
    both = monthly.rename({"count": "total"}).join(
        regions.group_by("month").agg(pl.col("count").sum(), parts=pl.len()), on="month", how="left"
    )
    room = ROUNDED_TO // 2 * (pl.col("parts") + 1)
    wrong = both.filter(((pl.col("count") - pl.col("total")).abs() > room).fill_null(True))
    if not wrong.is_empty():
        row = wrong.sort("month").row(0, named=True)
        rows = _rows(book, "Monthly Count", (_YEAR, _MONTH, _COUNT))
        at = fiscal.months(rows, _YEAR, _MONTH).index_of(row["month"]) or 0
        raise rows.refuse(
            at,
            _COUNT,
            f"but the regions of that month sum to {row['count'] or 0:,}",
            "a total that its regions make up",
        )


def _fiscal_year(month: str) -> pl.Expr:
    date = pl.col(month).dt
    return date.year() + (date.month() >= fiscal.FIRST_OF_FISCAL_YEAR).cast(pl.Int32)


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
